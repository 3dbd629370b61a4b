package io.jdock.it;

import java.nio.file.Path;

/**
 * What became of a build.
 *
 * @param status exit status of Maven: 0 for success
 * @param directory the project
 * @param output what Maven and the application wrote
 */
record FinishedBuild(int status, Path directory, String output) {}
