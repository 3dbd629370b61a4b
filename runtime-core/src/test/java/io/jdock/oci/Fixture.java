package io.jdock.oci;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Documents to read, and changes to them. */
final class Fixture {
    /** Escapes, so that even half a surrogate pair can be written. */
    private static final JsonMapper PLAIN =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Fixture() {}

    /** A valid configuration in which every property is given. */
    static byte[] full() {
        return bytes("full.json");
    }

    static byte[] bytes(String resource) {
        try (InputStream stream = Objects.requireNonNull(Fixture.class.getResourceAsStream(resource), resource)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode tree(byte[] json) {
        try {
            return PLAIN.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode tree(String json) {
        try {
            return PLAIN.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode text(String text) {
        return TextNode.valueOf(text);
    }

    static byte[] bytes(JsonNode tree) {
        try {
            return PLAIN.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tree with another value at a place, or without it. Changes the tree and returns it. */
    static JsonNode change(JsonNode tree, JsonPointer place, @Nullable JsonNode value) {
        JsonNode parent = tree.at(place.head());
        JsonPointer last = place.last();
        if (parent instanceof ObjectNode object) {
            if (value == null) {
                object.remove(last.getMatchingProperty());
            } else {
                object.set(last.getMatchingProperty(), value);
            }
        } else if (parent instanceof ArrayNode array) {
            int index = last.getMatchingIndex();
            if (value == null) {
                array.remove(index);
            } else if (index == array.size()) {
                array.add(value);
            } else {
                array.set(index, value);
            }
        } else {
            throw new IllegalArgumentException(place + " is not there");
        }
        return tree;
    }

    /** The tree without empty lists, which say the same as absent ones. Changes the tree and returns it. */
    static JsonNode withoutEmptyLists(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            object.properties()
                    .removeIf(property ->
                            property.getValue().isArray() && property.getValue().isEmpty());
        }
        tree.forEach(Fixture::withoutEmptyLists);
        return tree;
    }

    /** All places below the root, in the order of the document. */
    static List<JsonPointer> places(JsonNode tree) {
        List<JsonPointer> places = new ArrayList<>();
        collect(tree, JsonPointer.empty(), places);
        return places;
    }

    private static void collect(JsonNode node, JsonPointer place, List<JsonPointer> places) {
        node.properties().forEach(field -> {
            JsonPointer child = place.appendProperty(field.getKey());
            places.add(child);
            collect(field.getValue(), child, places);
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            JsonPointer child = place.appendIndex(i);
            places.add(child);
            collect(node.get(i), child, places);
        }
    }

    /** A pointer such as {@code /mounts/3/destination} as this library writes it: {@code mounts[3].destination}. */
    static String path(JsonPointer place) {
        Field field = Field.DOCUMENT;
        for (JsonPointer step = place; !step.matches(); step = step.tail()) {
            int index = step.getMatchingIndex();
            field = index >= 0 ? field.at(index) : field.at(step.getMatchingProperty());
        }
        return field.toString();
    }
}
