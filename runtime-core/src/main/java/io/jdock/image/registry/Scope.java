package io.jdock.image.registry;

/**
 * What a token gives the right to (Docker's "Token Scope Documentation").
 *
 * @param repository its path at the registry
 * @param actions such as {@code pull} or {@code pull,push}
 */
record Scope(String repository, String actions) {
    static Scope pull(String repository) {
        return new Scope(repository, "pull");
    }

    static Scope push(String repository) {
        return new Scope(repository, "pull,push");
    }

    @Override
    public String toString() {
        return "repository:" + repository + ":" + actions;
    }
}
