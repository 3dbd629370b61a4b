/**
 * JSON: documents are read into values that know where they stand, so that each error names its place, and written from
 * objects that are put together property by property. There is no reflection: what a record has in JSON is said by the record,
 * in plain code, which a cold JVM runs in a hundredth of the time that it takes a library to learn the record's type.
 *
 * <p>Any package may import it. It knows nothing of what the documents mean.
 */
@NullMarked
package io.jdock.json;

import org.jspecify.annotations.NullMarked;
