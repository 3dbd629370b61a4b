package io.jdock.eclipse.jdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jdock.eclipse.core.ImageLibrary;
import io.jdock.eclipse.core.Setting;
import io.jdock.eclipse.testing.TestImage;
import io.jdock.eclipse.testing.Workbench;
import io.jdock.image.FileTree;
import io.jdock.image.registry.TransferListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.jobs.IJobChangeEvent;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.core.runtime.jobs.JobChangeAdapter;
import org.eclipse.jdt.launching.IVMInstall;
import org.eclipse.jdt.launching.IVMInstallType;
import org.eclipse.jdt.launching.JavaRuntime;
import org.eclipse.jface.fieldassist.IContentProposal;
import org.eclipse.jface.fieldassist.IContentProposalProvider;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.dialogs.PreferencesUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The view Images, as a user sees it, with a registry of this test's and a store of the build's. */
@EnabledIf(value = "io.jdock.eclipse.jdt.TestRegistry#isInstalled", disabledReason = "needs docker-registry and skopeo")
class ImagesViewUiTest {
    private static final String VIEW = "io.jdock.eclipse.ui.views.images";

    @TempDir
    Path directory;

    private final Windows windows = new Windows(PlatformUI.getWorkbench().getDisplay());
    private Table table;
    private ImageLibrary library;

    @BeforeEach
    void theViewIsOpen() throws Exception {
        library = ContainerJreType.containersOfIde().images();
        removeAll();
        windows.in(() -> {
            Windows.shell().setBounds(0, 0, 1200, 360);
            Windows.page().showView(VIEW);
            Windows.page().setPartState(Windows.page().findViewReference(VIEW), IWorkbenchPage.STATE_MAXIMIZED);
            table = Windows.find(Windows.shell(), Table.class, ImagesViewUiTest::isOfTheView)
                    .orElseThrow();
            return null;
        });
    }

    private static boolean isOfTheView(Table table) {
        return Arrays.stream(table.getColumns())
                .anyMatch(column -> column.getText().equals("Digest"));
    }

    @AfterEach
    void theViewIsClosed() throws Exception {
        windows.run(() -> Windows.page().hideView(Windows.page().findViewReference(VIEW)));
        removeAll();
    }

    private void removeAll() throws Exception {
        for (var image : library.all()) {
            library.remove(image);
        }
    }

    @Test
    void imagesComeFromARegistryAndGoThere() throws Exception {
        try (TestRegistry registry = TestRegistry.with("team/app:1.0", directory)) {
            String name = registry.host() + "/team/app:1.0";
            Shell ask = windows.opening("Pull an image", () -> choose("Pull..."));
            answer(ask, "Not A Name", false);
            answer(ask, "http://" + name, true);
            windows.until("the image is there", () -> names().equals(List.of(name)));
            assertThat(windows.in(() -> table.getItem(0).getText(1))).isEqualTo("linux/" + TestImage.architecture());

            Shell tag = windows.opening("Tag an image", () -> choose("Tag..."));
            answer(tag, registry.host() + "/team/app:2.0", true);
            windows.until("it has two names", () -> table.getItemCount() == 2);
            assertThat(windows.in(() -> Windows.help(table))).startsWith("The images of this user");
            windows.photograph("images-view", Windows.shell());

            select(1);
            Shell push = windows.opening("Push an image", () -> choose("Push..."));
            answer(push, "http://" + registry.host() + "/team/app:2.0", true);
            windows.until("the registry has it", () -> registry.has("team/app", "2.0"));

            Shell inspect = windows.opening(registry.host() + "/team/app:2.0", () -> choose("Inspect..."));
            assertThat(windows.in(() -> Windows.find(inspect, StyledText.class, any -> true)
                            .orElseThrow()
                            .getText()))
                    .contains("Layers", "sha256:", "\"architecture\"");
            windows.run(() -> Windows.press(Windows.button(inspect, "Close")));

            windows.run(() -> table.selectAll());
            windows.run(() -> Windows.tell(table, SWT.Selection));
            windows.run(() -> choose("Remove"));
            windows.until("both names are gone", () -> table.getItemCount() == 0);

            Shell confirm = windows.opening("Free space", () -> choose("Free Space..."));
            CompletableFuture<IStatus> freed = ended("Free space");
            windows.run(() -> Windows.press(Windows.button(confirm, "OK")));
            assertThat(Workbench.await(freed).isOK()).isTrue();
        }
    }

    @Test
    void anImageBecomesAContainerJreThatStaysAsItIs() throws Exception {
        Path layout = TestImage.likeAJdk(directory.resolve("layout"));
        try (TestRegistry registry = TestRegistry.with("team/jdk:21", layout, directory)) {
            String name = registry.host() + "/team/jdk:21";
            Shell ask = windows.opening("Pull an image", () -> choose("Pull..."));
            answer(ask, "http://" + name, true);
            windows.until("the image is there", () -> names().equals(List.of(name)));

            Shell told = windows.opening("New Container JRE", () -> choose("New Container JRE"));
            windows.run(() -> Windows.press(Windows.button(told, "OK")));

            IVMInstallType type = JavaRuntime.getVMInstallType(ContainerJreType.ID);
            IVMInstall jre = type.findVMInstallByName(name.replace('/', '_') + " in a container");
            ImageJdk jdk = ImageJdk.at(jre.getInstallLocation().toPath()).orElseThrow();
            assertThat(jdk.image()).startsWith(name + "@sha256:");
            assertThat(jdk.home()).isEqualTo("/usr/lib/jvm/jdk-21");
            assertThat(((ContainerJre) jre).getJavaVersion()).isEqualTo("21.0.4");
            windows.until("the image has that name too", () -> names().equals(List.of(name, jdk.image())));
            type.disposeVMInstall(jre.getId());
        }
    }

    @Test
    void anImageIsBuiltByADockerfileAndProposedWhereOneIsWanted() throws Exception {
        Files.writeString(directory.resolve("greeting"), "good morning");
        Path dockerfile = Files.writeString(directory.resolve("Dockerfile"), "FROM scratch\nCOPY greeting /\n");
        Shell ask = windows.opening("Build an image", () -> choose("Build..."));
        windows.run(() -> {
            Text file = Windows.find(ask, Text.class, Text::getEditable).orElseThrow();
            Text name = Windows.find(ask, Text.class, text -> text.getEditable() && text != file)
                    .orElseThrow();
            file.setText(directory.resolve("none").toString());
            name.setText("team/greeting:1");
            assertThat(Windows.button(ask, "Build").isEnabled()).isFalse();
            file.setText(dockerfile.toString());
            Windows.press(Windows.button(ask, "Build"));
        });
        windows.until("the image is there", () -> names().equals(List.of("team/greeting:1")));
        proposed("gree", "team/greeting:1");
        assertThat(files("team/greeting:1").node("greeting")).isPresent();
    }

    @Test
    void aRegistryIsAskedForTheTagsOfAName() throws Exception {
        try (TestRegistry registry = TestRegistry.with("team/app:1.0", directory)) {
            String name = "http://" + registry.host() + "/team/app:";
            proposed(name, name + "1.0");
        }
    }

    /** Waits until the field for the system proposes one image to whoever has begun to write its name. */
    private void proposed(String begun, String name) throws Exception {
        Shell preferences = windows.opening(
                "Preferences",
                () -> PreferencesUtil.createPreferenceDialogOn(
                                Windows.shell(), "io.jdock.eclipse.ui.preferences", null, null)
                        .open());
        IContentProposalProvider proposals = windows.in(() -> {
            Combo source = of(preferences, Combo.class, Setting.SOURCE);
            source.select(2);
            Windows.tell(source, SWT.Selection);
            Text location = of(preferences, Text.class, Setting.LOCATION);
            Windows.tell(location, SWT.FocusIn);
            return (IContentProposalProvider) location.getData("io.jdock.proposals");
        });
        windows.until(
                "it is proposed",
                () -> Arrays.stream(proposals.getProposals(begun, begun.length()))
                        .map(IContentProposal::getContent)
                        .toList()
                        .equals(List.of(name)));
        assertThat(windows.in(() -> proposals.getProposals("other", 5))).isEmpty();
        windows.run(() -> Windows.press(Windows.button(preferences, "Cancel")));
    }

    private static <T extends Control> T of(Shell dialog, Class<T> type, Setting setting) {
        return Windows.find(dialog, type, control -> control.getData("io.jdock.setting") == setting)
                .orElseThrow();
    }

    private FileTree files(String name) throws Exception {
        Path spool = Files.createDirectories(directory.resolve("spool"));
        return library.files(library.pin(name, TransferListener.NONE).image(), spool);
    }

    @Test
    void anImageThatARegistryDoesNotHaveIsSaidToBeMissing() throws Exception {
        try (TestRegistry registry = TestRegistry.with("team/app:1.0", directory)) {
            String name = registry.host() + "/team/other:1.0";
            CompletableFuture<IStatus> failed = ended("Pulling " + name);
            Shell ask = windows.opening("Pull an image", () -> choose("Pull..."));
            answer(ask, "http://" + name, true);
            assertThat(Workbench.await(failed).getMessage()).contains("/team/other:1.0");
            assertThat(library.all()).isEmpty();
        }
    }

    /** As in the view Progress. */
    @Test
    void pullingIsCancelled() throws Exception {
        try (SilentRegistry registry = SilentRegistry.open()) {
            String name = registry.host() + "/team/app:1.0";
            CompletableFuture<IStatus> cancelled = ended("Pulling " + name);
            Shell ask = windows.opening("Pull an image", () -> choose("Pull..."));
            answer(ask, "http://" + name, true);
            Workbench.await(registry.asked());
            Job pulling = Arrays.stream(Job.getJobManager().find(null))
                    .filter(job -> job.getName().equals("Pulling " + name))
                    .findFirst()
                    .orElseThrow();
            assertThat(pulling.isUser()).as("shown to the user").isTrue();

            pulling.cancel();

            assertThat(Workbench.await(cancelled).getSeverity()).isEqualTo(IStatus.CANCEL);
            assertThat(registry.question()).contains("/team/app/manifests/1.0");
            assertThat(library.all()).isEmpty();
        }
    }

    // ---- how

    /** How the next job with this name ends; to be called before it begins. */
    private static CompletableFuture<IStatus> ended(String name) {
        CompletableFuture<IStatus> result = new CompletableFuture<>();
        JobChangeAdapter listener = new JobChangeAdapter() {
            @Override
            public void done(IJobChangeEvent event) {
                if (event.getJob().getName().equals(name)) {
                    Job.getJobManager().removeJobChangeListener(this);
                    result.complete(event.getResult());
                }
            }
        };
        Job.getJobManager().addJobChangeListener(listener);
        return result;
    }

    private List<String> names() {
        return Arrays.stream(table.getItems()).map(TableItem::getText).toList();
    }

    private void select(int row) {
        windows.run(() -> {
            table.setSelection(row);
            Windows.tell(table, SWT.Selection);
        });
    }

    /** By the thread of the windows. */
    private void choose(String entry) {
        if (table.getSelectionCount() == 0 && table.getItemCount() > 0) {
            table.setSelection(0);
            Windows.tell(table, SWT.Selection);
        }
        MenuItem item = Windows.entry(table.getMenu(), entry);
        assertThat(item.isEnabled()).as(entry).isTrue();
        Windows.tell(item, SWT.Selection);
    }

    private void answer(Shell dialog, String text, boolean accepted) {
        windows.run(() -> answerNow(dialog, text, accepted));
    }

    private static void answerNow(Shell dialog, String text, boolean accepted) {
        Windows.find(dialog, Text.class, Text::getEditable).orElseThrow().setText(text);
        var ok = Windows.button(dialog, "OK");
        assertThat(ok.isEnabled()).as(text).isEqualTo(accepted);
        if (accepted) {
            Windows.press(ok);
        }
    }
}
