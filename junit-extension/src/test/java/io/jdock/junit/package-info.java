/** Tests of the extension: whole runs of JUnit with real containers. */
@NullMarked
package io.jdock.junit;

import org.jspecify.annotations.NullMarked;
