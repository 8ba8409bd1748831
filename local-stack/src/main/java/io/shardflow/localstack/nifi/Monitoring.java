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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** What NiFi tells about itself while it runs. */
public final class Monitoring {

    private final NifiRest rest;

    Monitoring(final NifiRest rest) {
        this.rest = rest;
    }

    /**
     * A bulletin.
     *
     * @param id grows from bulletin to bulletin, until NiFi is started again
     * @param node address and port of the node that said it; empty outside a cluster
     * @param level WARNING or ERROR, lower ones when the component is set to them
     */
    public record Bulletin(long id, String node, String level, String sourceId, String sourceName, String message) {}

    /** The bulletins of the last five minutes whose id is greater than {@code after}, oldest first; a component keeps the last five. */
    public List<Bulletin> bulletins(final long after) {
        return StreamSupport.stream(
                        rest.get("/flow/bulletin-board?after=" + after)
                                .path("bulletinBoard")
                                .path("bulletins")
                                .spliterator(),
                        false)
                .map(entity -> entity.path("bulletin"))
                .map(bulletin -> new Bulletin(
                        bulletin.path("id").asLong(),
                        bulletin.path("nodeAddress").asText(""),
                        bulletin.path("level").asText(),
                        bulletin.path("sourceId").asText(),
                        bulletin.path("sourceName").asText(),
                        bulletin.path("message").asText()))
                .sorted(Comparator.comparingLong(Bulletin::id))
                .toList();
    }

    /** The counters that a component has adjusted, by name. */
    public Map<String, Long> counters(final String componentId) {
        final Map<String, Long> counters = new TreeMap<>();
        for (final JsonNode counter :
                rest.get("/counters").path("counters").path("aggregateSnapshot").path("counters")) {
            // the context reads "Name (component id)"
            if (counter.path("context").asText().contains(componentId)) {
                counters.put(
                        counter.path("name").asText(),
                        counter.path("valueCount").asLong());
            }
        }
        return counters;
    }

    /** How many of NiFi's threads are at work in components now. */
    public int activeThreads() {
        return rest.get("/flow/status")
                .path("controllerStatus")
                .path("activeThreadCount")
                .asInt();
    }

    /** How many threads NiFi has for components that a timer drives. */
    public int timerThreads() {
        return rest.get("/controller/config")
                .path("component")
                .path("maxTimerDrivenThreadCount")
                .asInt();
    }
}
