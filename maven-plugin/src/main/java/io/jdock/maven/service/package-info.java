/**
 * Containers that outlive the goal that started them, but not the build: what they write, when they are ready, and how they
 * end. Knows nothing of the goals and their parameters.
 */
@NullMarked
package io.jdock.maven.service;

import org.jspecify.annotations.NullMarked;
