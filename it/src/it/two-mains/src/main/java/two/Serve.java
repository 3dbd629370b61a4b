package two;

/** One of two classes that could be started. */
public final class Serve {
    public static void main(String[] arguments) {
        System.out.println("this is Serve");
    }
}
