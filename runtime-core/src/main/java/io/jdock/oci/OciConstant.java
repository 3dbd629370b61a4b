package io.jdock.oci;

/** A constant that the specification names by a text. */
public interface OciConstant {
    /** The text that stands in the JSON document. */
    String json();
}
