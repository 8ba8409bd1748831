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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.localstack.Installation;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.systemtests.probes.LargeContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A FlowFile of more than 2 GB, of records of 16 MB, in a NiFi with 1 GB of heap. */
@Tag("long")
@ExtendWith(Shardflow.class)
class LargeFlowFileIT {

    /** Much less than the content, which is as good as nothing when compressed. */
    private static final long MOST_SPOOLED = 100_000_000;

    @TempDir
    private Path spool;

    @Test
    void landsWithLittleHeapAndLittleInTheSpoolFolder() throws Exception {
        Shardflow.installProbes();
        final String group = Shardflow.nifi()
                .processGroups()
                .upload(Shardflow.nifi().processGroups().rootId(), "Large content", flow().toString());
        final Connector connector = Connector.attach(Shardflow.nifi(), group);
        try (Run run = Run.of("large-content", connector)) {
            connector.configure(Connector.SINK, Map.of("Spool Directory", spool.toString()));
            run.start();
            await().atMost(Duration.ofMinutes(8))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        assertThat(spooled()).isLessThan(MOST_SPOOLED);
                        assertThat(run.bulletins()).isEmpty();
                        return run.rows() == LargeContent.RECORDS;
                    });
            run.awaitDrained();
            assertThat(run.bulletins()).isEmpty();
            assertThat(spooled()).isZero();
        }
    }

    private long spooled() throws IOException {
        try (Stream<Path> all = Files.walk(spool)) {
            long bytes = 0;
            for (final Path file : all.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (final NoSuchFileException | UncheckedIOException e) {
            // removed meanwhile
            return 0;
        }
    }

    /** The flow with what makes the content in the consumer's place. */
    private static ObjectNode flow() throws IOException {
        final ObjectNode flow = (ObjectNode)
                new ObjectMapper().readTree(Installation.flowDefinition().toFile());
        flow.at("/flowContents/processors").forEach(processor -> {
            if (processor.path("name").asText().equals(Connector.CONSUMER)) {
                final ObjectNode source = (ObjectNode) processor;
                source.put("type", LargeContent.class.getName());
                source.putObject("bundle")
                        .put("group", ProbeNar.GROUP)
                        .put("artifact", ProbeNar.ARTIFACT)
                        .put("version", ProbeNar.VERSION);
                source.putObject("properties");
            }
        });
        final ArrayNode connections = (ArrayNode) flow.at("/flowContents/connections");
        for (int n = connections.size() - 1; n >= 0; n--) {
            if (connections.get(n).at("/source/name").asText().equals(Connector.CONSUMER)
                    && !connections.get(n).path("name").asText().equals("records")) {
                connections.remove(n);
            }
        }
        return flow;
    }
}
