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
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigInteger;

/** Marks an unsigned 64-bit number, kept in the 64 bits of a {@code long} as the kernel takes it. */
@JacksonAnnotationsInside
@JsonSerialize(using = Uint64.Writer.class)
@JsonDeserialize(using = Uint64.Reader.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@interface Uint64 {
    /** Writes all values from 0 to 18446744073709551615. */
    final class Writer extends JsonSerializer<Long> {
        @Override
        public void serialize(Long value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (value < 0) {
                json.writeNumber(new BigInteger(Long.toUnsignedString(value)));
            } else {
                json.writeNumber(value);
            }
        }

        @Override
        public boolean isEmpty(SerializerProvider provider, Long value) {
            return value == 0;
        }
    }

    /** Reads whole numbers from 0 to 18446744073709551615, and nothing else. */
    final class Reader extends JsonDeserializer<Long> {
        @Override
        public Long deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                BigInteger number = json.getBigIntegerValue();
                if (number.signum() >= 0 && number.bitLength() <= Long.SIZE) {
                    return number.longValue();
                }
            }
            throw InvalidFormatException.from(json, "not an unsigned 64-bit number", json.getText(), Uint64.class);
        }

        @Override
        public Long getNullValue(DeserializationContext context) {
            return 0L;
        }
    }
}
