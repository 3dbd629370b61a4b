/**
 * Services in containers around the tests of a class, by annotations of JUnit Jupiter. Imported by tests; knows nothing of
 * Maven.
 */
@NullMarked
package io.jdock.junit;

import org.jspecify.annotations.NullMarked;
