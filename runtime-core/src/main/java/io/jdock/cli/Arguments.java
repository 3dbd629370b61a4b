package io.jdock.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was given on a command line. {@code --name value}, {@code --name=value}, {@code -nvalue} and {@code -abc} are understood as
 * getopt_long(3) understands them; {@code --} ends the options.
 */
final class Arguments {
    private static final String END_OF_OPTIONS = "--";
    /** As programs write it that are made for runc: its options are Go's. */
    private static final String YES = "true";

    private static final String NO = "false";

    private final Syntax syntax;
    /** By the options' names: a record's own hash code is linked at its first call, which takes milliseconds. */
    private final Map<String, List<String>> options = new LinkedHashMap<>();

    private final List<String> operands = new ArrayList<>();

    private Arguments(Syntax syntax) {
        this.syntax = syntax;
    }

    /**
     * Understands a command line.
     *
     * @throws UsageException if it does not keep the syntax; not if an operand is missing, since it may ask for help
     */
    static Arguments of(Syntax syntax, List<String> given) {
        Arguments arguments = new Arguments(syntax);
        int i = 0;
        while (i < given.size()) {
            String argument = given.get(i);
            if (argument.equals(END_OF_OPTIONS)) {
                arguments.operands.addAll(given.subList(i + 1, given.size()));
                break;
            }
            if (argument.length() > 1 && argument.startsWith("-")) {
                i = argument.startsWith("--") ? arguments.longOption(given, i) : arguments.shortOptions(given, i);
            } else if (syntax.optionsEndAtOperand()) {
                arguments.operands.addAll(given.subList(i, given.size()));
                break;
            } else {
                arguments.operands.add(argument);
                i++;
            }
        }
        return arguments;
    }

    /** Returns where to go on. */
    private int longOption(List<String> given, int i) {
        String argument = given.get(i);
        int equals = argument.indexOf('=');
        Option option = option(equals < 0 ? argument : argument.substring(0, equals));
        if (!option.takesValue()) {
            String said = equals < 0 ? YES : argument.substring(equals + 1);
            if (!said.equals(YES) && !said.equals(NO)) {
                throw syntax.refuse(option.name() + " takes no value, but " + YES + " or " + NO);
            }
            return said.equals(YES) ? add(option, "", i + 1) : i + 1;
        }
        return equals < 0 ? withNext(option, given, i) : add(option, argument.substring(equals + 1), i + 1);
    }

    private int shortOptions(List<String> given, int i) {
        String argument = given.get(i);
        for (int letter = 1; letter < argument.length(); letter++) {
            Option option = option("-" + argument.charAt(letter));
            if (option.takesValue()) {
                String attached = argument.substring(letter + 1);
                return attached.isEmpty()
                        ? withNext(option, given, i)
                        : add(option, attached.startsWith("=") ? attached.substring(1) : attached, i + 1);
            }
            add(option, "", i);
        }
        return i + 1;
    }

    private Option option(String name) {
        return syntax.option(name).orElseThrow(() -> syntax.refuse("unknown option " + name));
    }

    private int withNext(Option option, List<String> given, int i) {
        if (i + 1 == given.size() || syntax.option(given.get(i + 1)).isPresent()) {
            throw syntax.refuse("the value of " + option.name() + " is missing, " + option.value());
        }
        return add(option, given.get(i + 1), i + 2);
    }

    private int add(Option option, String value, int next) {
        List<String> values = new ArrayList<>(all(option));
        if (!values.isEmpty() && option.takesValue() && !option.repeatable()) {
            throw syntax.refuse(option.name() + " is given twice");
        }
        values.add(value);
        options.put(option.name(), values);
        return next;
    }

    /**
     * Counts the operands.
     *
     * @throws UsageException if one is missing or there are too many
     */
    Arguments complete() {
        List<Operand> known = syntax.operands();
        for (int i = operands.size(); i < known.size(); i++) {
            if (known.get(i).count() == Operand.Count.ONE) {
                throw syntax.refuse(known.get(i).label() + " is missing");
            }
        }
        if (operands.size() > known.size() && !syntax.optionsEndAtOperand()) {
            throw syntax.refuse("nothing is known to be done with " + operands.get(known.size()));
        }
        return this;
    }

    boolean has(Option option) {
        return options.containsKey(option.name());
    }

    List<String> all(Option option) {
        return options.getOrDefault(option.name(), List.of());
    }

    Optional<String> text(Option option) {
        List<String> values = all(option);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    Optional<Path> path(Option option) {
        return text(option).map(Path::of);
    }

    /**
     * A whole number.
     *
     * @throws UsageException if it is something else
     */
    int number(Option option, int otherwise) {
        Optional<String> given = text(option);
        try {
            return given.isPresent() ? Integer.parseInt(given.get()) : otherwise;
        } catch (NumberFormatException e) {
            throw syntax.refuse(option.name() + " " + given.get() + " is no whole number");
        }
    }

    /**
     * One of several words, in capital or small letters.
     *
     * @throws UsageException if it is something else
     */
    <E extends Enum<E>> E word(Option option, E otherwise) {
        Optional<String> given = text(option);
        if (given.isEmpty()) {
            return otherwise;
        }
        try {
            return Enum.valueOf(otherwise.getDeclaringClass(), given.get().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw syntax.refuse(option.name() + " is " + given.get() + ", but must be one of " + option.value());
        }
    }

    /** The operand at that place, from 0, which is there. */
    String operand(int index) {
        return operands.get(index);
    }

    /** The operands from that place on, from 0. */
    List<String> operandsFrom(int index) {
        return index < operands.size() ? List.copyOf(operands.subList(index, operands.size())) : List.of();
    }
}
