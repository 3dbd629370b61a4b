package io.jdock.oci;

import io.jdock.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A constant that the specification names by a text. */
public interface OciConstant {
    /** The text that stands in the JSON document. */
    String json();

    /** The texts of several. */
    static List<String> texts(Collection<? extends OciConstant> constants) {
        List<String> texts = new ArrayList<>(constants.size());
        for (OciConstant constant : constants) {
            texts.add(constant.json());
        }
        return texts;
    }

    /** The one of the constants that is named. */
    static <T extends OciConstant> T fromJson(JsonValue json, T[] constants) {
        String text = json.textOr("");
        for (T constant : constants) {
            if (constant.json().equals(text)) {
                return constant;
            }
        }
        throw json.refuse(Field.oneOf(texts(List.of(constants))));
    }
}
