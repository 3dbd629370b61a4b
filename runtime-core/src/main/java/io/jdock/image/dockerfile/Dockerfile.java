package io.jdock.image.dockerfile;

import io.jdock.image.ImageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a Dockerfile says (Dockerfile reference of docker/dockerfile 1).
 *
 * @param global variables that are declared before the first stage; only {@code FROM} sees them
 * @param stages at least one
 */
public record Dockerfile(List<Instruction.Arg> global, List<Stage> stages) {
    public Dockerfile {
        global = List.copyOf(global);
        stages = List.copyOf(stages);
    }

    /** From one {@code FROM} to the next. */
    public record Stage(Instruction.From from, List<Instruction> instructions) {
        public Stage {
            instructions = List.copyOf(instructions);
        }
    }

    /**
     * Reads a Dockerfile.
     *
     * @param file its name, for errors
     * @throws ImageException if it is none; the message begins with file, line and column
     */
    public static Dockerfile parse(String file, String text) throws ImageException {
        List<Instruction.Arg> global = new ArrayList<>();
        List<Stage> stages = new ArrayList<>();
        Instruction.From from = null;
        List<Instruction> instructions = new ArrayList<>();
        for (Line line : new LineReader(file, text).read()) {
            Instruction instruction = new InstructionParser(line).parse();
            if (instruction instanceof Instruction.From next) {
                if (from != null) {
                    stages.add(new Stage(from, instructions));
                }
                requireNewName(next, stages);
                from = next;
                instructions = new ArrayList<>();
            } else if (from != null) {
                instructions.add(instruction);
            } else if (instruction instanceof Instruction.Arg arg) {
                global.add(arg);
            } else {
                throw instruction.position().error("before the first FROM there can only be ARG", null);
            }
        }
        if (from == null) {
            throw new Position(file, 1, 1).error("there is no FROM", "say which image to begin with, or FROM scratch");
        }
        stages.add(new Stage(from, instructions));
        return new Dockerfile(global, stages);
    }

    private static void requireNewName(Instruction.From next, List<Stage> stages) throws ImageException {
        if (next.name().isPresent()) {
            for (Stage stage : stages) {
                if (stage.from().name().equals(next.name())) {
                    throw next.position()
                            .error(
                                    "there is a stage '" + next.name().get() + "' already",
                                    "it begins at line "
                                            + stage.from().position().line());
                }
            }
        }
    }

    /**
     * Reads an instruction that an image wants builds on top of it to begin with.
     *
     * @param file what to call its place, for errors
     */
    public static Instruction parseTrigger(String file, String text) throws ImageException {
        List<Line> lines = new LineReader(file, text).read();
        if (lines.size() != 1) {
            throw new Position(file, 1, 1).error("there must be exactly one instruction", null);
        }
        Instruction instruction = new InstructionParser(lines.get(0)).parse();
        if (instruction instanceof Instruction.From || instruction instanceof Instruction.OnBuild) {
            throw instruction.position().error("this cannot be put off to a later build", null);
        }
        return instruction;
    }

    /** The number of a stage, counted from 0, among the first {@code before} ones, by its name or its number. */
    public Optional<Integer> number(String name, int before) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (int i = 0; i < before; i++) {
            if (stages.get(i).from().name().filter(wanted::equals).isPresent()) {
                return Optional.of(i);
            }
        }
        return Optional.of(wanted)
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Integer::parseInt)
                .filter(number -> number < before);
    }
}
