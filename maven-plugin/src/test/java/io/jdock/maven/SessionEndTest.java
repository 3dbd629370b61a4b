package io.jdock.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.execution.AbstractExecutionListener;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.ExecutionEvent;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.junit.jupiter.api.Test;

class SessionEndTest {
    private final List<String> done = new ArrayList<>();
    private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();

    @SuppressWarnings("deprecation") // Maven makes them so itself
    private final MavenSession session =
            new MavenSession(null, new DefaultRepositorySystemSession(), request, new DefaultMavenExecutionResult());

    /** That writes down what it is told. */
    private final class Listener extends AbstractExecutionListener {
        @Override
        public void sessionStarted(ExecutionEvent event) {
            done.add("started");
        }

        @Override
        public void sessionEnded(ExecutionEvent event) {
            done.add("ended");
        }

        @Override
        public void mojoFailed(ExecutionEvent event) {
            throw new IllegalStateException("as it is");
        }
    }

    @Test
    void itIsDoneBeforeWhoeverListenedHearsOfTheEnd() {
        request.setExecutionListener(new Listener());
        SessionEnd.add(session, () -> done.add("first"));
        SessionEnd.add(session, () -> done.add("second"));

        request.getExecutionListener().sessionStarted(null);
        request.getExecutionListener().sessionEnded(null);

        assertThat(done).containsExactly("started", "second", "first", "ended");
    }

    @Test
    void nobodyNeedsToListen() {
        SessionEnd.add(session, () -> done.add("only"));

        request.getExecutionListener().sessionStarted(null);
        request.getExecutionListener().sessionEnded(null);

        assertThat(done).containsExactly("only");
    }

    @Test
    void whatAListenerThrowsIsThrown() {
        request.setExecutionListener(new Listener());
        SessionEnd.add(session, () -> done.add("never"));

        assertThatThrownBy(() -> request.getExecutionListener().mojoFailed(null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("as it is");
    }
}
