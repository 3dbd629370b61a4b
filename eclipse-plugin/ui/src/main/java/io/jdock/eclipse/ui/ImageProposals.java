package io.jdock.eclipse.ui;

import io.jdock.eclipse.core.ImageFile;
import io.jdock.eclipse.core.ImageName;
import io.jdock.eclipse.jdt.ContainerJreType;
import io.jdock.image.ImageException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.ICoreRunnable;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.bindings.keys.KeyStroke;
import org.eclipse.jface.bindings.keys.ParseException;
import org.eclipse.jface.fieldassist.ContentProposal;
import org.eclipse.jface.fieldassist.ContentProposalAdapter;
import org.eclipse.jface.fieldassist.IContentProposal;
import org.eclipse.jface.fieldassist.IContentProposalProvider;
import org.eclipse.jface.fieldassist.TextContentAdapter;
import org.eclipse.osgi.util.NLS;
import org.eclipse.swt.events.FocusListener;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Text;

/**
 * Proposes images to whoever writes the name of one, at Ctrl+Space: those of this user at once; and when the name has got as far as the
 * colon, what its registry has of that name, as soon as that has answered. No registry is told what is written before.
 */
final class ImageProposals implements IContentProposalProvider {
    /** To give them in the contents of a field to tests. */
    static final String DATA = "io.jdock.proposals";

    private static final String KEY = "Ctrl+Space";

    private final BooleanSupplier wanted;
    private final ContentProposalAdapter adapter;

    /** As they were when the field was entered: reading them is nothing for the thread of the windows. */
    private volatile List<String> names = List.of();

    /** Names of a repository, by what is written before the colon; none until the registry has answered. By the windows' thread. */
    private final Map<String, List<String>> remote = new HashMap<>();

    private ImageProposals(Text field, BooleanSupplier wanted) {
        this.wanted = wanted;
        adapter = new ContentProposalAdapter(field, new TextContentAdapter(), this, key(), null);
        adapter.setProposalAcceptanceStyle(ContentProposalAdapter.PROPOSAL_REPLACE);
    }

    /** @param wanted tells whether the field is for an image now */
    static void offer(Text field, BooleanSupplier wanted) {
        ImageProposals proposals = new ImageProposals(field, wanted);
        field.addFocusListener(FocusListener.focusGainedAdapter(event -> proposals.read()));
        field.setData(DATA, proposals);
    }

    private static KeyStroke key() {
        try {
            return KeyStroke.getInstance(KEY);
        } catch (ParseException e) {
            throw new IllegalStateException(KEY, e);
        }
    }

    private void read() {
        remote.clear(); // another look may find more
        Job.createSystem(Messages.ImageProposals_reading, (ICoreRunnable) monitor -> {
                    try {
                        names = ContainerJreType.containersOfIde().images().names();
                    } catch (CoreException | IOException | RuntimeException e) {
                        ILog.of(getClass())
                                .warn(e.getMessage(), e); // without them the name can be written all the same
                    }
                })
                .schedule();
    }

    /** Asks a registry, unless it has been asked. */
    private void ask(String repository) {
        if (remote.putIfAbsent(repository, List.of()) != null) {
            return;
        }
        ImageName name;
        try {
            name = ImageName.parse(repository);
        } catch (ImageException e) {
            return; // no name yet
        }
        Display display = adapter.getControl().getDisplay();
        Job.createSystem(NLS.bind(Messages.ImageProposals_asking, repository), (ICoreRunnable) monitor -> {
                    List<String> found = tags(name);
                    if (!display.isDisposed()) {
                        display.asyncExec(() -> answered(repository, found));
                    }
                })
                .schedule();
    }

    private static List<String> tags(ImageName name) throws CoreException {
        try {
            return ContainerJreType.containersOfIde().images().tags(name);
        } catch (IOException | RuntimeException e) {
            ILog.of(ImageProposals.class)
                    .info(e.getMessage(), e); // a name that is written by hand may be right all the same
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    /** Shows them if the field is still where it was when they were asked for. */
    private void answered(String repository, List<String> found) {
        remote.put(repository, found);
        Text field = (Text) adapter.getControl();
        if (field.isDisposed() || found.isEmpty() || !field.isFocusControl()) {
            return;
        }
        if (adapter.isProposalPopupOpen()) {
            adapter.refresh();
        } else if (repository(field.getText()).filter(repository::equals).isPresent()) {
            adapter.openProposalPopup();
        }
    }

    /** What is before the colon of a tag that has been begun. */
    private static Optional<String> repository(String written) {
        int colon = written.lastIndexOf(':');
        return !ImageFile.isMeant(written) && colon > 0 && written.indexOf('/', colon) < 0 && written.indexOf('@') < 0
                ? Optional.of(written.substring(0, colon).strip())
                : Optional.empty();
    }

    @Override
    public IContentProposal[] getProposals(String contents, int position) {
        if (!wanted.getAsBoolean()) {
            return new IContentProposal[0];
        }
        String begun = contents.substring(0, position).strip();
        Optional<String> repository = repository(begun);
        repository.ifPresent(this::ask);
        List<String> further = repository.map(remote::get).orElse(List.of());
        String part = begun.toLowerCase(Locale.ROOT);
        return Stream.concat(names.stream(), further.stream())
                .distinct()
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(part))
                .map(ContentProposal::new)
                .toArray(IContentProposal[]::new);
    }
}
