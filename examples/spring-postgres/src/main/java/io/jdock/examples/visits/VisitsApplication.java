package io.jdock.examples.visits;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Serves on port 8080, and keeps what it knows in the database of {@code SPRING_DATASOURCE_URL}. */
@SpringBootApplication
public class VisitsApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(VisitsApplication.class, arguments);
    }
}
