package io.jdock.examples.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class WhereController {
    /**
     * Where a request was answered.
     *
     * @param hostName the container's host name, or the machine's
     * @param pid the process id as the application sees it: a small number in a container
     * @param user the user the application runs as
     */
    record Where(String hostName, long pid, String user) {}

    @GetMapping("/")
    Where where() throws IOException {
        String hostName = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        return new Where(hostName, ProcessHandle.current().pid(), System.getProperty("user.name"));
    }
}
