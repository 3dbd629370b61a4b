package io.jdock.eclipse.ui;

import io.jdock.eclipse.jdt.ContainerJreType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
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
import org.eclipse.swt.events.FocusListener;
import org.eclipse.swt.widgets.Text;

/** Proposes the images of this user to whoever writes the name of one, at Ctrl+Space. */
final class ImageProposals implements IContentProposalProvider {
    /** To give them in the contents of a field to tests. */
    static final String DATA = "io.jdock.proposals";

    private static final String KEY = "Ctrl+Space";

    private final BooleanSupplier wanted;

    /** As they were when the field was entered: reading them is nothing for the thread of the windows. */
    private volatile List<String> names = List.of();

    private ImageProposals(BooleanSupplier wanted) {
        this.wanted = wanted;
    }

    /** @param wanted tells whether the field is for an image now */
    static void offer(Text field, BooleanSupplier wanted) {
        ImageProposals proposals = new ImageProposals(wanted);
        ContentProposalAdapter adapter =
                new ContentProposalAdapter(field, new TextContentAdapter(), proposals, key(), null);
        adapter.setProposalAcceptanceStyle(ContentProposalAdapter.PROPOSAL_REPLACE);
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

    @Override
    public IContentProposal[] getProposals(String contents, int position) {
        if (!wanted.getAsBoolean()) {
            return new IContentProposal[0];
        }
        String begun = contents.substring(0, position).strip().toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(begun))
                .map(ContentProposal::new)
                .toArray(IContentProposal[]::new);
    }
}
