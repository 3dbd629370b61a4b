package io.jdock.plan;

/** What a step is for, and which part of the promise that people know from Docker it keeps. */
public enum Group {
    SUPERVISION("Supervision", "a container ends with the one who started it, and its exit status is told"),
    NAMESPACES("Namespaces", "own processes, own network, own host name: the container cannot name what is outside"),
    IDENTITY("Identity", "root inside is nobody special outside"),
    LIMITS("Limits", "a container gets the memory, processors and processes it was given, and no more"),
    FILE_SYSTEM("File system", "the container brings its own file system and sees no other"),
    DEVICES("Devices", "/dev has a handful of harmless devices instead of the machine's hardware"),
    NETWORK("Network", "own interfaces and ports"),
    RIGHTS("Rights", "the shared kernel obeys the container in few things only"),
    HOOKS("Hooks", "other tools take part at fixed moments"),
    APPLICATION("Application", "the application starts as if the machine were its own");

    private final String title;
    private final String promise;

    Group(String title, String promise) {
        this.title = title;
        this.promise = promise;
    }

    /** A heading. */
    public String title() {
        return title;
    }

    /** The promise to the user that steps of this group keep, as a clause. */
    public String promise() {
        return promise;
    }
}
