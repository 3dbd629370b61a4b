import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;

/**
 * Puts plain calls in the place of dynamic ones below a directory of classes. For the first of those a JVM runs some hundred
 * methods of java.lang.invoke each, even where the classes are in an archive: for the 250 lambdas of {@code jdock run} a fifth of the
 * processor time, and 40 ms for the first record whose hash code is asked.
 *
 * <p>A lambda or method reference gets a class of its own, as an anonymous class would have it. It
 * stands beside the one that it was made for, {@code Host$$Lambda1} beside {@code Host}, and in its nest (JVMS
 * 4.7.28), so that it may call the private method in which the compiler left the lambda's body. That method and its lines stay as
 * they are, but {@code lambda$start$3} becomes {@code start$lambda3}: ArchUnit passes over methods of the first form to which no
 * dynamic call leads. A serializable lambda stays altogether.
 *
 * <p>A record gets what its {@code equals}, {@code hashCode} and {@code toString} do as methods of its own, {@code values$equals}
 * and so on.
 *
 * <p>What is done already is not done again. One file, run by {@code java} itself, because it must run before anything of the
 * project can be used.
 */
final class PlainCalls {
    private static final String SUFFIX = ".class";
    private static final String INFIX = "$$Lambda";

    private final Path root;
    /** What is to be written, by the internal name. */
    private final Map<String, ClassWriter> changed = new TreeMap<>();
    /** The new members of a nest, by its host. */
    private final Map<String, List<String>> members = new TreeMap<>();

    private PlainCalls(Path root) {
        this.root = root;
    }

    public static void main(String[] arguments) throws IOException {
        PlainCalls lambdas = new PlainCalls(Path.of(arguments[0]));
        List<String> names = lambdas.names();
        for (String name : names) {
            if (!name.contains(INFIX)) {
                lambdas.convert(name);
            }
        }
        for (String name : names) {
            if (name.contains(INFIX)) {
                lambdas.removeIfStale(name);
            }
        }
        lambdas.write();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    private Path file(String name) {
        return root.resolve(name + SUFFIX);
    }

    private void convert(String name) throws IOException {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        Bodies bodies = new Bodies(name);
        read(name, bodies);
        Host host = new Host(name, bodies.renamed, writer);
        read(name, host);
        if (host.changes()) {
            changed.put(name, writer);
        }
        if (!host.lambdas.isEmpty()) {
            changed.putAll(host.lambdas);
            members.computeIfAbsent(host.nest, nest -> new ArrayList<>()).addAll(host.lambdas.keySet());
        }
    }

    /** If the class that it was made for is gone, or was compiled anew. */
    private void removeIfStale(String lambda) throws IOException {
        String host = lambda.substring(0, lambda.indexOf(INFIX));
        if (changed.containsKey(host) || !Files.exists(file(host))) {
            Files.delete(file(lambda));
        }
    }

    private void read(String name, ClassVisitor to) throws IOException {
        new ClassReader(Files.readAllBytes(file(name))).accept(to, 0);
    }

    private void write() throws IOException {
        for (Map.Entry<String, List<String>> nest : members.entrySet()) {
            ClassWriter host = changed.get(nest.getKey());
            if (host == null) {
                host = new ClassWriter(0);
                read(nest.getKey(), host);
                changed.put(nest.getKey(), host);
            }
            nest.getValue().forEach(host::visitNestMember);
        }
        for (Map.Entry<String, ClassWriter> entry : changed.entrySet()) {
            Files.write(file(entry.getKey()), entry.getValue().toByteArray());
        }
    }

    /** The methods in which the compiler left what lambdas do, with the names that they get. */
    private static final class Bodies extends ClassVisitor {
        private static final Pattern NAME = Pattern.compile("lambda\\$(.*)\\$([0-9]+)");

        private final Map<String, String> renamed = new HashMap<>();
        private final String name;

        Bodies(String name) {
            super(Opcodes.ASM9);
            this.name = name;
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String type, String signature, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitInvokeDynamicInsn(String method, String type, Handle bootstrap, Object... arguments) {
                    Lambda.of(method, type, bootstrap, arguments)
                            .map(Lambda::body)
                            .ifPresent(body -> add(body));
                }
            };
        }

        private void add(Handle body) {
            Matcher matcher = NAME.matcher(body.getName());
            if (body.getOwner().equals(name) && matcher.matches()) {
                renamed.put(body.getName(), matcher.replaceFirst("$1\\$lambda$2"));
            }
        }
    }

    /** A class that has lambdas, or is a record. */
    private static final class Host extends ClassVisitor {
        private final Map<String, ClassWriter> lambdas = new LinkedHashMap<>();
        private final Map<String, Values> values = new LinkedHashMap<>();
        private final String name;
        private final Map<String, String> bodies;
        private String nest;

        /** @param bodies the new names of methods */
        Host(String name, Map<String, String> bodies, ClassVisitor next) {
            super(Opcodes.ASM9, next);
            this.name = name;
            this.bodies = bodies;
            this.nest = name;
        }

        boolean changes() {
            return !lambdas.isEmpty() || !values.isEmpty();
        }

        @Override
        public void visitNestHost(String host) {
            nest = host;
            super.visitNestHost(host);
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String type, String signature, String[] thrown) {
            String named = bodies.getOrDefault(method, method);
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, named, type, signature, thrown)) {
                @Override
                public void visitInvokeDynamicInsn(String method, String type, Handle bootstrap, Object... arguments) {
                    Optional<Lambda> lambda =
                            Lambda.of(method, type, bootstrap, arguments).map(found -> found.withBody(bodies));
                    Optional<Values> record = Values.of(bootstrap, arguments);
                    if (lambda.isPresent()) {
                        lambda.get().callFactory(add(lambda.get()), this);
                    } else if (record.isPresent()) {
                        values.put(method, record.get());
                        record.get().call(method, this);
                    } else {
                        super.visitInvokeDynamicInsn(method, type, bootstrap, arguments);
                    }
                }
            };
        }

        @Override
        public void visitEnd() {
            values.forEach((method, record) -> record.write(method, cv));
            super.visitEnd();
        }

        /** Returns the class that was made for it. */
        private Type add(Lambda lambda) {
            Type type = Type.getObjectType(name + INFIX + (lambdas.size() + 1));
            lambdas.put(type.getInternalName(), lambda.write(type, nest));
            return type;
        }
    }

    /**
     * What {@link java.lang.invoke.LambdaMetafactory} is told of a lambda.
     *
     * @param method the one method of its interface, as that declares it
     * @param factory takes what the lambda captures, and returns the interface
     * @param body what is called with what was captured and with the method's arguments
     * @param instantiated the method's type where the interface's type variables have their values
     */
    private record Lambda(Method method, Type factory, Handle body, Type instantiated) {
        private static final Method CONSTRUCTOR = new Method("<init>", "()V");
        private static final String FACTORY = "make";
        /** Of a lambda that captures nothing. */
        private static final String ONLY = "ONLY";

        static Optional<Lambda> of(String method, String type, Handle bootstrap, Object... arguments) {
            boolean plain = bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")
                    && bootstrap.getName().equals("metafactory");
            return plain
                    ? Optional.of(new Lambda(
                            new Method(method, ((Type) arguments[0]).getDescriptor()),
                            Type.getMethodType(type),
                            (Handle) arguments[1],
                            (Type) arguments[2]))
                    : Optional.empty();
        }

        /** @param names the new names of methods that the class with the lambda has */
        Lambda withBody(Map<String, String> names) {
            String name = names.getOrDefault(body.getName(), body.getName());
            Handle same = new Handle(body.getTag(), body.getOwner(), name, body.getDesc(), body.isInterface());
            return new Lambda(method, factory, same, instantiated);
        }

        private Type[] captured() {
            return factory.getArgumentTypes();
        }

        private boolean capturesNothing() {
            return captured().length == 0;
        }

        /** In place of the dynamic call: with what it takes and leaves on the stack. */
        void callFactory(Type type, MethodVisitor code) {
            if (capturesNothing()) {
                code.visitFieldInsn(
                        Opcodes.GETSTATIC,
                        type.getInternalName(),
                        ONLY,
                        factory.getReturnType().getDescriptor());
            } else {
                code.visitMethodInsn(
                        Opcodes.INVOKESTATIC, type.getInternalName(), FACTORY, factory.getDescriptor(), false);
            }
        }

        ClassWriter write(Type type, String nest) {
            ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            writer.visit(
                    Opcodes.V17,
                    Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                    type.getInternalName(),
                    null,
                    "java/lang/Object",
                    new String[] {factory.getReturnType().getInternalName()});
            writer.visitNestHost(nest);
            writeConstructor(type, writer);
            if (capturesNothing()) {
                writeOnly(type, writer);
            } else {
                writeFactory(type, writer);
            }
            writeMethod(type, writer);
            writer.visitEnd();
            return writer;
        }

        private Method constructor() {
            return new Method("<init>", Type.VOID_TYPE, captured());
        }

        private void writeConstructor(Type type, ClassVisitor writer) {
            GeneratorAdapter code = new GeneratorAdapter(Opcodes.ACC_PRIVATE, constructor(), null, null, writer);
            code.loadThis();
            code.invokeConstructor(Type.getType(Object.class), CONSTRUCTOR);
            for (int i = 0; i < captured().length; i++) {
                writer.visitField(
                                Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL,
                                field(i),
                                captured()[i].getDescriptor(),
                                null,
                                null)
                        .visitEnd();
                code.loadThis();
                code.loadArg(i);
                code.putField(type, field(i), captured()[i]);
            }
            code.returnValue();
            code.endMethod();
        }

        private static String field(int index) {
            return "captured" + index;
        }

        private void writeOnly(Type type, ClassVisitor writer) {
            writer.visitField(
                            Opcodes.ACC_STATIC | Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC,
                            ONLY,
                            factory.getReturnType().getDescriptor(),
                            null,
                            null)
                    .visitEnd();
            Method initializer = new Method("<clinit>", "()V");
            GeneratorAdapter code = new GeneratorAdapter(Opcodes.ACC_STATIC, initializer, null, null, writer);
            code.newInstance(type);
            code.dup();
            code.invokeConstructor(type, constructor());
            code.putStatic(type, ONLY, factory.getReturnType());
            code.returnValue();
            code.endMethod();
        }

        private void writeFactory(Type type, ClassVisitor writer) {
            Method make = new Method(FACTORY, factory.getDescriptor());
            GeneratorAdapter code = new GeneratorAdapter(Opcodes.ACC_STATIC, make, null, null, writer);
            code.newInstance(type);
            code.dup();
            code.loadArgs();
            code.invokeConstructor(type, constructor());
            code.returnValue();
            code.endMethod();
        }

        private void writeMethod(Type type, ClassVisitor writer) {
            GeneratorAdapter code = new GeneratorAdapter(Opcodes.ACC_PUBLIC, method, null, null, writer);
            Type owner = Type.getObjectType(body.getOwner());
            boolean constructs = body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
            if (constructs) {
                code.newInstance(owner);
                code.dup();
            }
            List<Type> wanted = new ArrayList<>();
            if (body.getTag() != Opcodes.H_INVOKESTATIC && !constructs) {
                wanted.add(owner);
            }
            wanted.addAll(List.of(Type.getArgumentTypes(body.getDesc())));
            for (int i = 0; i < captured().length; i++) {
                code.loadThis();
                code.getField(type, field(i), captured()[i]);
            }
            for (int i = 0; i < method.getArgumentTypes().length; i++) {
                code.loadArg(i);
                convert(
                        method.getArgumentTypes()[i],
                        instantiated.getArgumentTypes()[i],
                        wanted.get(captured().length + i),
                        code);
            }
            code.visitMethodInsn(instruction(), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
            convertResult(constructs ? owner : Type.getReturnType(body.getDesc()), code);
            code.returnValue();
            code.endMethod();
        }

        /** A private method is called like others within its nest (JVMS 5.4.4), not by invokespecial. */
        private int instruction() {
            return switch (body.getTag()) {
                case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
                case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
                default -> body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
            };
        }

        private void convertResult(Type got, GeneratorAdapter code) {
            Type wanted = method.getReturnType();
            if (!wanted.equals(Type.VOID_TYPE)) {
                convert(got, instantiated.getReturnType(), wanted, code);
            } else if (got.getSize() == 2) {
                code.pop2();
            } else if (got.getSize() == 1) {
                code.pop();
            }
        }

        /**
         * As {@link java.lang.invoke.LambdaMetafactory} says: widens, boxes, unboxes or casts.
         *
         * @param known what a value of the type {@code from} is known to be
         */
        private static void convert(Type from, Type known, Type to, GeneratorAdapter code) {
            if (isPrimitive(from) && isPrimitive(to)) {
                code.cast(from, to);
            } else if (isPrimitive(from)) {
                code.valueOf(from);
            } else if (isPrimitive(to)) {
                Type primitive = primitive(known).or(() -> primitive(from)).orElse(to);
                code.unbox(primitive);
                code.cast(primitive, to);
            } else if (!known.equals(from)) {
                code.checkCast(known);
            }
        }

        /** What is in a box of that type. */
        private static Optional<Type> primitive(Type box) {
            return switch (box.getInternalName()) {
                case "java/lang/Boolean" -> Optional.of(Type.BOOLEAN_TYPE);
                case "java/lang/Byte" -> Optional.of(Type.BYTE_TYPE);
                case "java/lang/Character" -> Optional.of(Type.CHAR_TYPE);
                case "java/lang/Short" -> Optional.of(Type.SHORT_TYPE);
                case "java/lang/Integer" -> Optional.of(Type.INT_TYPE);
                case "java/lang/Long" -> Optional.of(Type.LONG_TYPE);
                case "java/lang/Float" -> Optional.of(Type.FLOAT_TYPE);
                case "java/lang/Double" -> Optional.of(Type.DOUBLE_TYPE);
                default -> Optional.empty();
            };
        }
    }

    /**
     * What {@link java.lang.runtime.ObjectMethods} is told of a record.
     *
     * @param names of the components
     * @param fields in which they are
     */
    private record Values(Type type, List<String> names, List<Handle> fields) {
        private static final Type OBJECT = Type.getType(Object.class);
        private static final Type OBJECTS = Type.getType(Objects.class);
        private static final Type TEXT = Type.getType(StringBuilder.class);
        private static final Method APPEND = new Method("append", TEXT, new Type[] {Type.getType(String.class)});
        private static final String PREFIX = "values$";
        private static final int HASH_FACTOR = 31;

        static Optional<Values> of(Handle bootstrap, Object... arguments) {
            if (!bootstrap.getOwner().equals("java/lang/runtime/ObjectMethods")) {
                return Optional.empty();
            }
            String names = (String) arguments[1];
            return Optional.of(new Values(
                    (Type) arguments[0],
                    names.isEmpty() ? List.of() : List.of(names.split(";")),
                    Stream.of(arguments).skip(2).map(Handle.class::cast).toList()));
        }

        private Method method(String name) {
            return switch (name) {
                case "equals" -> new Method(PREFIX + name, Type.BOOLEAN_TYPE, new Type[] {type, OBJECT});
                case "hashCode" -> new Method(PREFIX + name, Type.INT_TYPE, new Type[] {type});
                case "toString" -> new Method(PREFIX + name, Type.getType(String.class), new Type[] {type});
                default -> throw new IllegalArgumentException(name);
            };
        }

        /** In place of the dynamic call: with what it takes and leaves on the stack. */
        void call(String name, MethodVisitor code) {
            Method method = method(name);
            code.visitMethodInsn(
                    Opcodes.INVOKESTATIC, type.getInternalName(), method.getName(), method.getDescriptor(), false);
        }

        void write(String name, ClassVisitor writer) {
            int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
            GeneratorAdapter code = new GeneratorAdapter(access, method(name), null, null, writer);
            switch (name) {
                case "equals" -> compare(code);
                case "hashCode" -> hash(code);
                default -> describe(code);
            }
            code.returnValue();
            code.endMethod();
        }

        /** All frames are those of the beginning, since nothing is kept on the stack or in variables. */
        private void compare(GeneratorAdapter code) {
            Label others = code.newLabel();
            Label different = code.newLabel();
            code.loadArg(0);
            code.loadArg(1);
            code.ifCmp(OBJECT, GeneratorAdapter.NE, others);
            code.push(true);
            code.returnValue();
            frame(others, code);
            code.loadArg(1);
            code.instanceOf(type);
            code.ifZCmp(GeneratorAdapter.EQ, different);
            for (Handle field : fields) {
                code.loadArg(0);
                load(field, code);
                code.loadArg(1);
                code.checkCast(type);
                load(field, code);
                compare(Type.getType(field.getDesc()), different, code);
            }
            code.push(true);
            code.returnValue();
            frame(different, code);
            code.push(false);
        }

        private void frame(Label label, GeneratorAdapter code) {
            Object[] arguments = {type.getInternalName(), OBJECT.getInternalName()};
            code.mark(label);
            code.visitFrame(Opcodes.F_NEW, arguments.length, arguments, 0, new Object[0]);
        }

        private void load(Handle field, GeneratorAdapter code) {
            code.getField(type, field.getName(), Type.getType(field.getDesc()));
        }

        /** As {@link java.lang.runtime.ObjectMethods} says: two that are no numbers are the same, 0.0 and -0.0 are not. */
        private static void compare(Type value, Label different, GeneratorAdapter code) {
            switch (value.getSort()) {
                case Type.FLOAT, Type.DOUBLE -> {
                    Method compare = new Method("compare", Type.INT_TYPE, new Type[] {value, value});
                    code.invokeStatic(box(value), compare);
                    code.ifZCmp(GeneratorAdapter.NE, different);
                }
                case Type.ARRAY, Type.OBJECT -> {
                    code.invokeStatic(OBJECTS, new Method("equals", Type.BOOLEAN_TYPE, new Type[] {OBJECT, OBJECT}));
                    code.ifZCmp(GeneratorAdapter.EQ, different);
                }
                default -> code.ifCmp(value, GeneratorAdapter.NE, different);
            }
        }

        private void hash(GeneratorAdapter code) {
            code.push(0);
            for (Handle field : fields) {
                code.push(HASH_FACTOR);
                code.math(GeneratorAdapter.MUL, Type.INT_TYPE);
                code.loadArg(0);
                load(field, code);
                Type value = Type.getType(field.getDesc());
                Type from = isPrimitive(value) ? box(value) : OBJECTS;
                Type taken = isPrimitive(value) ? value : OBJECT;
                code.invokeStatic(from, new Method("hashCode", Type.INT_TYPE, new Type[] {taken}));
                code.math(GeneratorAdapter.ADD, Type.INT_TYPE);
            }
        }

        private void describe(GeneratorAdapter code) {
            code.newInstance(TEXT);
            code.dup();
            code.invokeConstructor(TEXT, new Method("<init>", "()V"));
            code.loadArg(0);
            code.invokeVirtual(OBJECT, new Method("getClass", "()Ljava/lang/Class;"));
            code.invokeVirtual(Type.getType(Class.class), new Method("getSimpleName", "()Ljava/lang/String;"));
            code.invokeVirtual(TEXT, APPEND);
            for (int i = 0; i < fields.size(); i++) {
                code.push((i == 0 ? "[" : ", ") + names.get(i) + "=");
                code.invokeVirtual(TEXT, APPEND);
                code.loadArg(0);
                load(fields.get(i), code);
                Type value = Type.getType(fields.get(i).getDesc());
                Method text = new Method("valueOf", Type.getType(String.class), new Type[] {shown(value)});
                code.invokeStatic(Type.getType(String.class), text);
                code.invokeVirtual(TEXT, APPEND);
            }
            code.push(fields.isEmpty() ? "[]" : "]");
            code.invokeVirtual(TEXT, APPEND);
            code.invokeVirtual(TEXT, new Method("toString", "()Ljava/lang/String;"));
        }

        /** What {@link String#valueOf} takes for it. */
        private static Type shown(Type value) {
            return switch (value.getSort()) {
                case Type.BYTE, Type.SHORT -> Type.INT_TYPE;
                case Type.ARRAY, Type.OBJECT -> OBJECT;
                default -> value;
            };
        }
    }

    private static boolean isPrimitive(Type type) {
        return type.getSort() < Type.ARRAY;
    }

    private static Type box(Type primitive) {
        return switch (primitive.getSort()) {
            case Type.BOOLEAN -> Type.getType(Boolean.class);
            case Type.BYTE -> Type.getType(Byte.class);
            case Type.CHAR -> Type.getType(Character.class);
            case Type.SHORT -> Type.getType(Short.class);
            case Type.INT -> Type.getType(Integer.class);
            case Type.LONG -> Type.getType(Long.class);
            case Type.FLOAT -> Type.getType(Float.class);
            case Type.DOUBLE -> Type.getType(Double.class);
            default -> throw new IllegalArgumentException(primitive.toString());
        };
    }
}
