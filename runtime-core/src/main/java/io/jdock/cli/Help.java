package io.jdock.cli;

import java.util.List;

/** Tells people how a command is called. */
final class Help {
    private static final int WIDTH = 80;
    private static final int COLUMN = 29;

    private final StringBuilder text = new StringBuilder();

    private Help() {}

    /** Lines, each with a newline at its end. */
    static String of(Syntax syntax) {
        Help help = new Help();
        help.head(syntax);
        for (Operand operand : syntax.operands()) {
            help.row("      " + operand.label(), operand.description());
        }
        for (Option option : syntax.options()) {
            String indent = option.names().get(0).startsWith("--") ? "      " : "  ";
            help.row(indent + String.join(", ", option.names()) + " " + option.value(), option.description());
        }
        return help.text.toString();
    }

    /** The same with commands to choose from. */
    static String of(Syntax syntax, List<Syntax> commands) {
        Help help = new Help();
        help.text.append(of(syntax)).append("Commands:\n");
        for (Syntax command : commands) {
            help.row("  " + command.name().substring(syntax.name().length() + 1), command.description());
        }
        return help.text.toString();
    }

    private void head(Syntax syntax) {
        text.append("Usage: ").append(syntax.name()).append(" [<options>]");
        for (Operand operand : syntax.operands()) {
            text.append(' ')
                    .append(
                            switch (operand.count()) {
                                case ONE -> operand.label();
                                case ONE_OR_NONE -> "[" + operand.label() + "]";
                                case REST -> "[" + operand.label() + "...]";
                            });
        }
        text.append('\n').append(syntax.description()).append('\n');
    }

    private void row(String lead, String description) {
        StringBuilder line = new StringBuilder(lead.stripTrailing());
        if (line.length() > COLUMN - 2) {
            text.append(line).append('\n');
            line.setLength(0);
        }
        line.append(" ".repeat(COLUMN - line.length()));
        for (String word : description.split(" ", -1)) {
            if (line.length() + word.length() > WIDTH) {
                text.append(line.toString().stripTrailing()).append('\n');
                line.setLength(0);
                line.append(" ".repeat(COLUMN));
            }
            line.append(word).append(' ');
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
