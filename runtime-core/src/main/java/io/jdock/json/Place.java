package io.jdock.json;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a value stands in a document. */
public final class Place {
    /** A document as a whole. */
    public static final Place DOCUMENT = new Place(null, "", -1);

    private final @Nullable Place parent;
    private final String name;
    private final int index;

    private Place(@Nullable Place parent, String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    /** A property of the object that stands here, or the value of a key in the map that stands here. */
    public Place at(String property) {
        return new Place(this, property, -1);
    }

    /** An element of the list that stands here. */
    public Place at(int element) {
        return new Place(this, "", element);
    }

    /** The name of the property or the key; empty for elements of lists and the document. */
    public String name() {
        return name;
    }

    /** Such as {@code mounts[3].destination}; names that are no identifiers stand in {@code ["..."]}. */
    @Override
    public String toString() {
        StringBuilder path = new StringBuilder();
        appendTo(path);
        return path.toString();
    }

    private void appendTo(StringBuilder path) {
        if (parent == null) {
            return;
        }
        parent.appendTo(path);
        if (index >= 0) {
            path.append('[').append(index).append(']');
        } else if (Pattern.matches("[A-Za-z_][A-Za-z0-9_-]*", name)) {
            path.append(path.isEmpty() ? "" : ".").append(Quote.plain(name));
        } else {
            path.append('[').append(Quote.text(name)).append(']');
        }
    }
}
