package io.jdock.maven.project;

import io.jdock.maven.value.ParameterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A class that the {@code java} command can start.
 *
 * @param name its binary name
 * @param springBootApplication whether it is annotated as the application, which tells it from helpers with a main method
 */
record StartableClass(String name, boolean springBootApplication) {
    private static final int PUBLIC_STATIC = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;

    /**
     * Reads a class file.
     *
     * @return empty if the class cannot be started
     * @throws ParameterException if the file is no class file, or of a newer form than this version of jdock can read
     */
    static Optional<StartableClass> read(Path file) throws IOException, ParameterException {
        Visitor visitor = new Visitor();
        try {
            int only = ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES;
            new ClassReader(Files.readAllBytes(file)).accept(visitor, only);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ParameterException(
                    "mainClass", "the class file " + file + " cannot be read; name the class to start", e);
        }
        return visitor.startable
                ? Optional.of(new StartableClass(visitor.name, visitor.springBootApplication))
                : Optional.empty();
    }

    private static final class Visitor extends ClassVisitor {
        private String name = "";
        private boolean startable;
        private boolean springBootApplication;

        Visitor() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(
                int version,
                int access,
                String internalName,
                @Nullable String signature,
                @Nullable String superName,
                String[] interfaces) {
            name = Type.getObjectType(internalName).getClassName();
        }

        @Override
        public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            springBootApplication |=
                    descriptor.equals("Lorg/springframework/boot/autoconfigure/SpringBootApplication;");
            return null;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access, String method, String descriptor, @Nullable String signature, String[] exceptions) {
            startable |= method.equals("main")
                    && descriptor.equals("([Ljava/lang/String;)V")
                    && (access & PUBLIC_STATIC) == PUBLIC_STATIC;
            return null;
        }
    }
}
