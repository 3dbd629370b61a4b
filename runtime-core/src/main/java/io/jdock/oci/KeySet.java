package io.jdock.oci;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Marks a set that JSON holds as the keys of an object whose values are empty objects. */
@JacksonAnnotationsInside
@JsonSerialize(using = KeySet.Writer.class)
@JsonDeserialize(using = KeySet.Reader.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@interface KeySet {
    /** Writes an empty object for each element. */
    final class Writer extends JsonSerializer<Set<String>> {
        @Override
        public void serialize(Set<String> set, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartObject();
            for (String key : set) {
                json.writeObjectFieldStart(key);
                json.writeEndObject();
            }
            json.writeEndObject();
        }

        @Override
        public boolean isEmpty(SerializerProvider provider, Set<String> set) {
            return set.isEmpty();
        }
    }

    /** Reads the keys and ignores the values. */
    final class Reader extends JsonDeserializer<Set<String>> {
        @Override
        public Set<String> deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw MismatchedInputException.from(json, Map.class, "no object");
            }
            Set<String> keys = new LinkedHashSet<>();
            for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
                keys.add(key);
                json.nextToken();
                json.skipChildren();
            }
            return keys;
        }

        @Override
        public Set<String> getNullValue(DeserializationContext context) {
            return Set.of();
        }
    }
}
