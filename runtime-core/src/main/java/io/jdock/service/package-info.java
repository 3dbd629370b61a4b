/**
 * Containers around tests, each with a name: what they depend on, what they write, when they are ready, and how they end.
 * Imported by whatever runs services for somebody (Maven's goals, the JUnit extension); knows nothing of them.
 */
@NullMarked
package io.jdock.service;

import org.jspecify.annotations.NullMarked;
