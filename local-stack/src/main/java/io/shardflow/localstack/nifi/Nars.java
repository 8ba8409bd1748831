/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.localstack.nifi;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** NARs that came by upload. The ones that were in a folder at the start are not listed by NiFi. */
public final class Nars {

    private static final String PATH = "/controller/nar-manager/nars";
    private static final Duration SEND_LIMIT = Duration.ofMinutes(5);

    /** A NAR that NiFi cannot unpack stays in Installing for ever; the reason is only in NiFi's log. */
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(1);

    private final NifiRest rest;

    Nars(final NifiRest rest) {
        this.rest = rest;
    }

    /**
     * An uploaded NAR.
     *
     * @param coordinate group:artifact:version
     * @param state such as Installed, Installing, Missing Dependency
     * @param failure why it is not installed, or empty
     */
    public record Nar(String id, String coordinate, String state, String failure) {}

    /**
     * Uploads a NAR, streamed from disk, and waits until its components can be used. The same coordinates again replace the NAR while
     * NiFi runs.
     *
     * @throws NifiException when NiFi refuses it or cannot install it, such as for a parent NAR that is not there
     */
    public Nar upload(final Path file) {
        try {
            final JsonNode sent = rest.post(
                    PATH + "/content",
                    BodyPublishers.ofFile(file),
                    SEND_LIMIT,
                    "Content-Type",
                    "application/octet-stream",
                    "Filename",
                    file.getFileName().toString());
            final String id = sent.path("narSummary").path("identifier").asText();
            final Nar nar = NifiRest.until(
                    "installing " + file.getFileName(),
                    INSTALL_LIMIT,
                    () -> nar(rest.get(PATH + '/' + id)),
                    found -> !List.of("Waiting to Install", "Installing").contains(found.state()),
                    Nar::toString);
            if (!nar.state().equals("Installed")) {
                throw new NifiException(
                        "%s is not installed: %s %s".formatted(file.getFileName(), nar.state(), nar.failure()));
            }
            return nar;
        } catch (final FileNotFoundException e) {
            throw new NifiException("there is no NAR " + file, e);
        }
    }

    /** Removes a NAR of whose components none is on the canvas. */
    public void delete(final String id) {
        rest.delete(PATH + '/' + id + "?disconnectedNodeAcknowledged=false&force=false");
    }

    public List<Nar> list() {
        return StreamSupport.stream(rest.get(PATH).path("narSummaries").spliterator(), false)
                .map(Nars::nar)
                .toList();
    }

    private static Nar nar(final JsonNode entity) {
        final JsonNode summary = entity.path("narSummary");
        final JsonNode coordinate = summary.path("coordinate");
        return new Nar(
                summary.path("identifier").asText(),
                String.join(
                        ":",
                        coordinate.path("group").asText(),
                        coordinate.path("artifact").asText(),
                        coordinate.path("version").asText()),
                summary.path("state").asText(),
                summary.path("failureMessage").asText(""));
    }
}
