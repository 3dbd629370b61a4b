package io.jdock.it.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What became of a command.
 *
 * @param status its exit status
 * @param out what it, or the container, wrote to standard output
 * @param err the same of standard error
 */
record Outcome(int status, String out, String err) {
    Outcome succeeded() {
        if (status != 0) {
            throw new AssertionError(this);
        }
        return this;
    }

    /** The runtime generated an error: it said something and failed. */
    Outcome failed() {
        if (status == 0 || err.isBlank()) {
            throw new AssertionError("no error: " + this);
        }
        return this;
    }

    JsonNode json() throws JsonProcessingException {
        return new JsonMapper().readTree(out);
    }
}
