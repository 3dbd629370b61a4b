package two;

/** One of two classes that could be started. */
public final class Import {
    public static void main(String[] arguments) {
        System.out.println("this is Import");
    }
}
