package io.jdock.examples.visits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The application and its database, each in a container, as they are reached from outside. */
class VisitsIT {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void visitorsAreKeptInTheDatabase() throws Exception {
        visits("POST", "/ada");
        visits("POST", "/grace");

        assertThat(visits("GET", "")).isEqualTo("[\"ada\",\"grace\"]");
        assertThat(
                        query(
                                "select string_agg(visitor, ' and ' order by id) || ' in ' || split_part(version(), ' ', 1) from visit"))
                .isEqualTo("ada and grace in PostgreSQL");
    }

    private String visits(String method, String path) throws IOException, InterruptedException {
        URI address = URI.create(System.getProperty("visits.web") + "/visits" + path);
        return client.send(
                        HttpRequest.newBuilder(address)
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static String query(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(System.getProperty("visits.database"), "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
