import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Sums up the XML reports of Surefire, Failsafe and the Invoker below a directory: which tests failed, which passed at the
 * second try only, which were skipped and why, and as the last line how many passed, failed and were skipped. Exits with 1
 * when a test failed, or when there was none at all.
 *
 * <p>One file, run by {@code java} itself, because it must run before anything of the project is built.
 */
final class TestSummary {
    private static final int TRACE_LINES = 20;

    private int passed;
    private final List<String> failed = new ArrayList<>();

    /** What failed and then passed. */
    private final List<String> unsteady = new ArrayList<>();

    /** What could not run, by the reason why. */
    private final Map<String, List<String>> skipped = new TreeMap<>();

    public static void main(String[] arguments) throws Exception {
        TestSummary summary = new TestSummary();
        Path root = Path.of(arguments[0]);
        for (Path report : reportsBelow(root)) {
            summary.add(report);
        }
        summary.print();
        System.exit(summary.failed.isEmpty() && summary.passed > 0 ? 0 : 1);
    }

    private static List<Path> reportsBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.find(
                root,
                4,
                (file, attributes) -> file.getFileName().toString().matches("TEST-.*\\.xml")
                        && file.getParent().getParent().endsWith("target"))) {
            return files.sorted().toList();
        }
    }

    private void add(Path report) throws Exception {
        DocumentBuilder parser = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
        String reports = report.getParent().getFileName().toString();
        String how = reports.endsWith("-without-root") ? " (without root)" : "";
        NodeList cases = parser.parse(report.toFile()).getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            add((Element) cases.item(i), how);
        }
    }

    private void add(Element test, String how) {
        String className = test.getAttribute("classname");
        String name = className.substring(className.lastIndexOf('.') + 1) + "." + test.getAttribute("name") + how;
        Element skip = child(test, "skipped");
        Element failure = either(test, "failure", "error");
        Element firstTry = either(test, "flakyFailure", "flakyError");
        if (failure != null) {
            failed.add(name + "\n" + trace(failure));
        } else if (skip != null) {
            skipped.computeIfAbsent(reason(skip), reason -> new ArrayList<>()).add(name);
        } else {
            passed++;
            if (firstTry != null) {
                unsteady.add(name + "\n" + trace(firstTry));
            }
        }
    }

    /** Enough of the stack trace to know what went wrong, where only this summary was kept. */
    private static String trace(Element failure) {
        return failure.getTextContent()
                .lines()
                .limit(TRACE_LINES)
                .map("    "::concat)
                .collect(Collectors.joining("\n"));
    }

    /** The first line that says something: the reports put the exception's name, and a stack trace, around it. */
    private static String reason(Element skip) {
        String text = skip.getAttribute("message").isBlank() ? skip.getTextContent() : skip.getAttribute("message");
        return text.replaceFirst("^\\s*org\\.opentest4j\\.TestAbortedException:", "")
                .replaceFirst("^\\s*Assumption failed:", "")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("no reason given");
    }

    private static Element either(Element parent, String name, String other) {
        Element child = child(parent, name);
        return child != null ? child : child(parent, other);
    }

    private static Element child(Element parent, String name) {
        NodeList children = parent.getElementsByTagName(name);
        return children.getLength() == 0 ? null : (Element) children.item(0);
    }

    private void print() {
        skipped.forEach((reason, tests) -> {
            System.out.println("Skipped: " + reason);
            tests.forEach(test -> System.out.println("    " + test));
        });
        unsteady.forEach(test -> System.out.println("PASSED AT THE SECOND TRY: " + test));
        failed.forEach(test -> System.out.println("FAILED: " + test));
        int skips = skipped.values().stream().mapToInt(List::size).sum();
        String tries = unsteady.isEmpty() ? "" : " (" + unsteady.size() + " at the second try)";
        System.out.println(passed + " passed" + tries + ", " + failed.size() + " failed, " + skips + " skipped");
    }
}
