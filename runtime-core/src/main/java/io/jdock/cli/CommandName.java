package io.jdock.cli;

import java.util.Locale;
import java.util.Optional;

/** What commands there are, in the order of the help. */
enum CommandName {
    CREATE,
    START,
    STATE,
    KILL,
    DELETE,
    RUN,
    EXEC,
    PAUSE,
    RESUME,
    UPDATE,
    PS,
    EVENTS,
    LIST,
    SPEC,
    FEATURES,
    EXPLAIN;

    /** The command of a name as it is given on a command line, if there is one. */
    static Optional<CommandName> of(String given) {
        for (CommandName name : values()) {
            if (name.name().toLowerCase(Locale.ROOT).equals(given)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** Made when it is asked for, since a JVM takes time for each class that it loads. */
    Command command() {
        return switch (this) {
            case CREATE -> new CreateCommand();
            case START -> new StartCommand();
            case STATE -> new StateCommand();
            case KILL -> new KillCommand();
            case DELETE -> new DeleteCommand();
            case RUN -> new RunCommand();
            case EXEC -> new ExecCommand();
            case PAUSE -> new PauseCommand();
            case RESUME -> new ResumeCommand();
            case UPDATE -> new UpdateCommand();
            case PS -> new PsCommand();
            case EVENTS -> new EventsCommand();
            case LIST -> new ListCommand();
            case SPEC -> new SpecCommand();
            case FEATURES -> new FeaturesCommand();
            case EXPLAIN -> new ExplainCommand();
        };
    }
}
