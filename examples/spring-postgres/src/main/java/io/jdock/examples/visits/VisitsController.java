package io.jdock.examples.visits;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who was here. */
@RestController
class VisitsController {
    private final JdbcTemplate database;

    VisitsController(JdbcTemplate database) {
        this.database = database;
    }

    @PostMapping("/visits/{visitor}")
    void add(@PathVariable String visitor) {
        database.update("insert into visit (visitor) values (?)", visitor);
    }

    @GetMapping("/visits")
    List<String> all() {
        return database.queryForList("select visitor from visit order by id", String.class);
    }
}
