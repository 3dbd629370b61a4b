package io.jdock.benchmarks;

import io.jdock.container.ContainerSpec;
import io.jdock.container.Jdock;
import java.io.IOException;

/** jdock itself. */
record JdockContender(String name, Jdock jdock, ContainerSpec spec) implements Contender {
    /** What a JVM does some hundred times, it compiles; one that has done so is called warm. */
    @Override
    public int warmUp() {
        return 500;
    }

    @Override
    public Trial prepare() {
        return new Trial() {
            @Override
            public int run() throws IOException, InterruptedException {
                return jdock.start(spec).waitFor();
            }

            @Override
            public void close() {}
        };
    }
}
