package io.jdock.service;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Messages as JSON: records by their components, and where an interface is sealed, the name of the record that it is. */
final class MessageFormat {
    private final JsonMapper mapper = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(texts())
            .annotationIntrospector(new SealedTypes())
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS) // a record has its components, and no other properties
            .build();

    byte[] write(Message message) throws IOException {
        return mapper.writerFor(Message.class).writeValueAsBytes(message);
    }

    /**
     * Reads what {@link #write} gives.
     *
     * @throws IOException if that is no message
     */
    Message read(byte[] json) throws IOException {
        return mapper.readValue(json, Message.class);
    }

    private static SimpleModule texts() {
        SimpleModule module = new SimpleModule();
        text(module, Path.class, Path::toString, Path::of);
        text(module, Duration.class, Duration::toString, Duration::parse);
        text(module, Instant.class, Instant::toString, Instant::parse);
        text(module, InetAddress.class, InetAddress::getHostAddress, MessageFormat::address);
        return module;
    }

    /** Of an address, and never of a name. */
    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal + " is no address", e);
        }
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<T, String> to, Function<String, T> from) {
        module.addSerializer(type, new StdScalarSerializer<T>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(to.apply(value));
            }
        });
        module.addDeserializer(type, new StdScalarDeserializer<T>(type) {
            private static final long serialVersionUID = 1L;

            @Override
            public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
                return from.apply(json.getText());
            }
        });
    }

    /** The compiler knows all that there are: no list to keep, and no class that a message could name besides. */
    private static final class SealedTypes extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable TypeResolverBuilder<?> findTypeResolver(
                MapperConfig<?> config, AnnotatedClass type, JavaType base) {
            if (!type.getRawType().isSealed()) {
                return super.findTypeResolver(config, type, base);
            }
            return new StdTypeResolverBuilder()
                    .init(JsonTypeInfo.Id.NAME, null)
                    .inclusion(JsonTypeInfo.As.PROPERTY)
                    .typeProperty("is");
        }

        @Override
        public @Nullable List<NamedType> findSubtypes(Annotated type) {
            if (!type.getRawType().isSealed()) {
                return super.findSubtypes(type);
            }
            return Arrays.stream(type.getRawType().getPermittedSubclasses())
                    .map(permitted -> new NamedType(permitted, permitted.getSimpleName()))
                    .toList();
        }
    }
}
