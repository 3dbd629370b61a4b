/** Tests of runtime-core as a whole: what holds across its packages. */
@NullMarked
package io.jdock;

import org.jspecify.annotations.NullMarked;
