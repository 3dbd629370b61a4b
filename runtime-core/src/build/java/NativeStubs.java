import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes the libraries by which jdock calls the kernel, the C library and those that a system may have: for each of them and each
 * architecture a shared object that exports, for each native method of its {@linkplain Origin classes}, the function that the JVM
 * looks for (JNI specification, chapter 2, "Resolving Native Method Names"). That is a few instructions, which move the
 * arguments to where the callee wants them and jump there. JNA makes the same for any function when it is asked to, but takes
 * a JVM that has just started longer to get ready than all the rest of a command.
 *
 * <p>A method is the function of the library with its name, of at most six arguments, all integers; {@code syscall} is the
 * instruction, so that it returns a negative error number. Some are functions of the JNI, of at most two arguments.
 *
 * <p>One file, run by {@code java} itself, because the build alone needs it.
 */
final class NativeStubs {
    private static final String KERNEL_CALL = "syscall";

    /** Indices of the JNI's functions (JNI specification, chapter 4, "Interface Function Table"). */
    private static final Map<String, Integer> JNI_FUNCTIONS =
            Map.of("newDirectByteBuffer", 229, "getDirectBufferAddress", 230);

    /** A library whose functions are called, and by which methods. What is written for it needs it: who loads the one loads the other. */
    private enum Origin {
        LIBC("libc.so.6", "LibC", "Stubs"),
        LIBCRYPTO("libcrypto.so.3", "LibCrypto"),
        LIBISAL("libisal.so.2", "Igzip");

        private final String file;
        private final List<String> classes;

        Origin(String file, String... classes) {
            this.file = file;
            this.classes = List.of(classes);
        }

        /** The native methods of its classes. */
        List<Method> methods(ClassLoader loader) throws ClassNotFoundException {
            List<Method> methods = new ArrayList<>();
            for (String name : classes) {
                Stream.of(Class.forName("io.jdock.kernel." + name, false, loader)
                                .getDeclaredMethods())
                        .filter(method -> Modifier.isNative(method.getModifiers()))
                        .sorted(Comparator.comparing(Method::getName))
                        .forEach(methods::add);
            }
            return methods;
        }

        /** The version of a function, where more than one may be there; empty where there is but one. */
        String version(Machine machine, String function) {
            return this == LIBC ? machine.version(function) : "";
        }
    }

    private NativeStubs() {}

    /**
     * @param arguments the directory of the compiled classes, and those for the libraries
     */
    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        try (var loader = new java.net.URLClassLoader(
                new java.net.URL[] {Path.of(arguments[0]).toUri().toURL()})) {
            for (Origin origin : Origin.values()) {
                List<Method> methods = origin.methods(loader);
                for (Machine machine : Machine.values()) {
                    String name = (origin + "-" + machine + ".so").toLowerCase(Locale.ROOT);
                    byte[] library = new Library(machine, origin, methods).bytes();
                    for (String argument : List.of(arguments).subList(1, arguments.length)) {
                        Files.write(Files.createDirectories(Path.of(argument)).resolve(name), library);
                    }
                }
            }
        }
    }

    /** Stubs in the code of one architecture. A stub is called with the JNI's environment and the class before the arguments. */
    private enum Machine {
        /** Arguments in rdi, rsi, rdx, rcx, r8, r9, and on the stack above the return address. */
        X86_64(62, 6, "GLIBC_2.2.5") {
            @Override
            void kernelCall(ByteBuffer code) {
                put(code, "4889D0 4889CF 4C89C6 4C89CA"); // mov rax, rdx; mov rdi, rcx; mov rsi, r8; mov rdx, r9
                put(code, "4C8B542408 4C8B442410 4C8B4C2418"); // mov r10, [rsp+8]; mov r8, [rsp+16]; mov r9, [rsp+24]
                put(code, "0F05 C3"); // syscall; ret
            }

            @Override
            void function(ByteBuffer code, int pointer) {
                put(code, "4889D7 4889CE 4C89C2 4C89C9"); // mov rdi, rdx; mov rsi, rcx; mov rdx, r8; mov rcx, r9
                put(code, "4C8B442408 4C8B4C2410"); // mov r8, [rsp+8]; mov r9, [rsp+16]
                put(code, "FF25").putInt(pointer - (code.position() + 4)); // jmp [rip+distance]
            }

            @Override
            void jniFunction(ByteBuffer code, int index) {
                put(code, "4889D6 4889CA 488B07"); // mov rsi, rdx; mov rdx, rcx; mov rax, [rdi]
                put(code, "FFA0").putInt(8 * index); // jmp [rax+offset]
            }

            private ByteBuffer put(ByteBuffer code, String instructions) {
                return code.put(HexFormat.of().parseHex(instructions.replace(" ", "")));
            }
        },

        /** Arguments in x0 to x7, then on the stack. */
        AARCH64(183, 1025, "GLIBC_2.17") {
            @Override
            void kernelCall(ByteBuffer code) {
                move(code, 8, 2);
                for (int to = 0; to < 5; to++) {
                    move(code, to, to + 3);
                }
                code.putInt(0xF94003E5); // ldr x5, [sp]
                code.putInt(0xD4000001); // svc #0
                code.putInt(0xD65F03C0); // ret
            }

            @Override
            void function(ByteBuffer code, int pointer) {
                for (int to = 0; to < 6; to++) {
                    move(code, to, to + 2);
                }
                code.putInt(0x58000010 | (pointer - code.position()) / 4 << 5); // ldr x16, [pc+distance]
                code.putInt(0xD61F0200); // br x16
            }

            @Override
            void jniFunction(ByteBuffer code, int index) {
                move(code, 1, 2);
                move(code, 2, 3);
                code.putInt(0xF9400010); // ldr x16, [x0]
                code.putInt(0xF9400210 | index << 10); // ldr x16, [x16+8*index]
                code.putInt(0xD61F0200); // br x16
            }

            private void move(ByteBuffer code, int to, int from) {
                code.putInt(0xAA0003E0 | from << 16 | to); // mov
            }
        };

        /** In {@code e_machine}. */
        private final int number;

        /** The relocation by which the dynamic linker writes a function's address: R_X86_64_GLOB_DAT, R_AARCH64_GLOB_DAT. */
        private final int relocation;

        /** The version that the architecture's oldest C library gave its functions. */
        private final String oldest;

        Machine(int number, int relocation, String oldest) {
            this.number = number;
            this.relocation = relocation;
            this.oldest = oldest;
        }

        /** Calls the kernel with what it is given, the number first. */
        abstract void kernelCall(ByteBuffer code);

        /**
         * Goes on at a function of the library.
         *
         * @param pointer the address at which its address is; the code's are its positions
         */
        abstract void function(ByteBuffer code, int pointer);

        abstract void jniFunction(ByteBuffer code, int index);

        /** Of a function of the C library. One older than that of 2012 has a posix_spawn that gives files without a format to a shell. */
        String version(String function) {
            return this == X86_64 && function.equals("posix_spawn") ? "GLIBC_2.15" : oldest;
        }
    }

    /**
     * A shared object: elf(5), ET_DYN; the System V ABI, "Dynamic Linking"; the Linux Standard Base, "Symbol Versioning". It is
     * mapped in two parts: what is only read and executed, and what the dynamic linker writes to.
     */
    private static final class Library {
        private static final int HEADERS = 64 + 4 * 56;
        /** Where the second part is in the file. */
        private static final int SECOND = 0x1000;
        /** The largest page that a kernel of either architecture may use, by which the second part is mapped further up. */
        private static final int PAGE = 0x10000;

        private static final int DYNAMIC = PAGE + SECOND;
        private static final int POINTERS = DYNAMIC + 14 * 16;
        private static final int GLOBAL_FUNCTION = 0x12;
        private static final int FIRST_VERSION = 2;

        private final Machine machine;
        private final Origin origin;
        private final List<Method> methods;
        private final List<String> functions = new ArrayList<>();
        private final List<String> versions;
        private final ByteBuffer file = ByteBuffer.allocate(2 * SECOND).order(ByteOrder.LITTLE_ENDIAN);
        private final ByteArrayOutputStream strings = new ByteArrayOutputStream();

        Library(Machine machine, Origin origin, List<Method> methods) {
            this.machine = machine;
            this.origin = origin;
            this.methods = methods;
            for (Method method : methods) {
                if (!isJni(method) && !method.getName().equals(KERNEL_CALL)) {
                    functions.add(method.getName());
                }
            }
            this.versions = functions.stream()
                    .map(this::version)
                    .filter(version -> !version.isEmpty())
                    .distinct()
                    .toList();
        }

        private static boolean isJni(Method method) {
            return JNI_FUNCTIONS.containsKey(method.getName());
        }

        private String version(String function) {
            return origin.version(machine, function);
        }

        byte[] bytes() {
            string("");
            int library = string(origin.file);
            int code = begin(HEADERS);
            int symbols = putSymbols(putCode(code));
            int hash = putHash();
            int relocations = putRelocations();
            int symbolVersions = putSymbolVersions();
            int neededVersions = putNeededVersions(library);
            int names = begin(file.position());
            file.put(strings.toByteArray());
            int end = file.position();
            file.position(SECOND); // fails if the first part is too long
            if (end > SECOND) {
                throw new IllegalStateException("too many methods for one page");
            }
            put(1, library); // DT_NEEDED
            put(4, hash); // DT_HASH
            put(5, names); // DT_STRTAB
            put(10, strings.size()); // DT_STRSZ
            put(6, symbols); // DT_SYMTAB
            put(11, 24); // DT_SYMENT
            put(7, relocations); // DT_RELA
            put(8, 24L * functions.size()); // DT_RELASZ
            put(9, 24); // DT_RELAENT
            put(24, 0); // DT_BIND_NOW
            if (!versions.isEmpty()) {
                put(0x6FFFFFF0, symbolVersions); // DT_VERSYM
                put(0x6FFFFFFE, neededVersions); // DT_VERNEED
                put(0x6FFFFFFF, 1); // DT_VERNEEDNUM
            }
            put(0, 0); // DT_NULL
            int size = SECOND + POINTERS - DYNAMIC + 8 * functions.size();
            putHeaders(end, size - SECOND);
            return java.util.Arrays.copyOf(file.array(), size);
        }

        private void put(long first, long second) {
            file.putLong(first).putLong(second);
        }

        /** The position of a new table, at or after one. */
        private int begin(int position) {
            file.position(position + 15 & -16);
            return file.position();
        }

        private int string(String text) {
            int position = strings.size();
            strings.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            strings.write(0);
            return position;
        }

        /** The positions of the methods' code. */
        private List<Integer> putCode(int position) {
            List<Integer> positions = new ArrayList<>();
            int next = position;
            for (Method method : methods) {
                positions.add(next = begin(next));
                String name = method.getName();
                if (isJni(method)) {
                    machine.jniFunction(file, JNI_FUNCTIONS.get(name));
                } else if (name.equals(KERNEL_CALL)) {
                    machine.kernelCall(file);
                } else {
                    machine.function(file, POINTERS + 8 * functions.indexOf(name));
                }
                next = file.position();
            }
            return positions;
        }

        /** None, then the functions, then the methods. */
        private int putSymbols(List<Integer> code) {
            int table = begin(file.position());
            putSymbol(0, 0, 0, 0);
            for (String function : functions) {
                putSymbol(string(function), GLOBAL_FUNCTION, 0, 0);
            }
            for (int i = 0; i < methods.size(); i++) {
                putSymbol(string(symbol(methods.get(i))), GLOBAL_FUNCTION, 1, code.get(i)); // 1: of any section
            }
            return table;
        }

        private void putSymbol(int name, int info, int section, int address) {
            file.putInt(name).put((byte) info).put((byte) 0).putShort((short) section);
            put(address, 0);
        }

        private static String symbol(Method method) {
            String name = method.getDeclaringClass().getName() + "." + method.getName();
            return "Java_" + name.replace("_", "_1").replace('.', '_');
        }

        /** In one chain, which is short enough. */
        private int putHash() {
            int table = begin(file.position());
            int symbols = 1 + functions.size() + methods.size();
            file.putInt(1).putInt(symbols).putInt(symbols - 1);
            for (int symbol = 0; symbol < symbols; symbol++) {
                file.putInt(Math.max(symbol - 1, 0));
            }
            return table;
        }

        private int putRelocations() {
            int table = begin(file.position());
            for (int i = 0; i < functions.size(); i++) {
                file.putLong(POINTERS + 8L * i);
                put((i + 1L) << 32 | machine.relocation, 0);
            }
            return table;
        }

        private int putSymbolVersions() {
            int table = begin(file.position());
            file.putShort((short) 0);
            for (String function : functions) {
                file.putShort((short) (FIRST_VERSION + versions.indexOf(version(function))));
            }
            for (int i = 0; i < methods.size(); i++) {
                file.putShort((short) 1); // global
            }
            return table;
        }

        private int putNeededVersions(int library) {
            int table = begin(file.position());
            file.putShort((short) 1).putShort((short) versions.size());
            file.putInt(library).putInt(16).putInt(0);
            for (int i = 0; i < versions.size(); i++) {
                String version = versions.get(i);
                file.putInt(hash(version)).putShort((short) 0).putShort((short) (FIRST_VERSION + i));
                file.putInt(string(version)).putInt(i + 1 < versions.size() ? 16 : 0);
            }
            return table;
        }

        /** As the System V ABI has it. */
        private static int hash(String text) {
            int hash = 0;
            for (int i = 0; i < text.length(); i++) {
                hash = (hash << 4) + text.charAt(i);
                int high = hash & 0xF0000000;
                hash = (hash ^ high >>> 24) & ~high;
            }
            return hash;
        }

        private void putHeaders(int first, int second) {
            file.position(0);
            file.putInt(0x464C457F).putInt(0x00010102).putLong(0); // 64 bits, little-endian
            file.putInt(machine.number << 16 | 3).putInt(1); // ET_DYN
            put(0, 64);
            put(0, 56L << 48 | 64L << 32);
            file.putLong(4);
            file.position(64);
            putSegment(1, 5, 0, 0, first, PAGE); // PT_LOAD, read and execute
            putSegment(1, 6, SECOND, DYNAMIC, second, PAGE); // PT_LOAD, read and write
            putSegment(2, 6, SECOND, DYNAMIC, POINTERS - DYNAMIC, 8); // PT_DYNAMIC
            putSegment(0x6474E551, 6, 0, 0, 0, 16); // PT_GNU_STACK, not executable
        }

        private void putSegment(int type, int flags, int position, int address, int size, int alignment) {
            file.putInt(type).putInt(flags).putLong(position);
            put(address, address);
            put(size, size);
            file.putLong(alignment);
        }
    }
}
