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

import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.process.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A NiFi whose disk is lost with FlowFiles on it, of which later ones had been loaded before earlier ones. */
@ExtendWith(Shardflow.class)
@Tag("long")
class LostNodeIT {

    private static final String NAME = "lost-nifi";
    private static final String SINK = Connector.SINK;
    private static final String NEWEST_FIRST = "org.apache.nifi.prioritizer.NewestFlowFileFirstPrioritizer";
    private static final int WAVES = 4;
    private static final int ORDERS = 500;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static Service process;
    private static NifiClient nifi;
    private static Connector connector;

    @BeforeAll
    static void start() {
        process = OwnNifi.start(Shardflow.stack(), NAME);
        nifi = OwnNifi.client(process);
        connector = Connector.upload(nifi);
        connector.set(LocalParameters.ofStack(Shardflow.stack()));
    }

    @AfterAll
    static void end() {
        nifi.close();
        process.kill9();
    }

    @Test
    void aRewindByTheLedgerBringsBackWhatTheLostDiskHeldAndDoublesNothing() throws SQLException, IOException {
        try (Run run = Run.of("lost-node", connector)) {
            final String sink = connector.processor(SINK).id();
            loadTheNewestOf(run, sink);
            assertThat(run.rows()).isPositive().isLessThan(run.produced());

            process.kill9();
            loseTheDisk(NAME);
            process.start();
            connector.stop();
            connector.start();
            run.produce(ORDERS);
            awaitCheckpointed(run);
            run.awaitDrained();
            assertThat(run.rows()).as("rows without a rewind").isLessThan(run.produced());
            connector.stop();

            rewindByTheLedger(run);
            connector.start();
            run.assertExact(run.produced());
        }
    }

    /** Waves of records in the queue, all checkpointed, and a few FlowFiles of the last wave loaded. */
    private static void loadTheNewestOf(final Run run, final String sink) throws SQLException {
        nifi.queues().prioritize(connector.queue(Connector.CONSUMER, "success").id(), NEWEST_FIRST);
        connector.configure(SINK, Map.of("Maximum FlowFiles per Transaction", "1"));
        run.start();
        nifi.processors().stop(sink, LIMIT);
        for (int wave = 0; wave < WAVES; wave++) {
            run.produce(ORDERS);
            awaitCheckpointed(run);
        }
        for (int flowFile = 0; flowFile < WAVES; flowFile++) {
            final long before = run.rows();
            nifi.processors().runOnce(sink);
            await("one FlowFile is loaded").atMost(LIMIT).until(() -> run.rows() > before);
            await("the sink has stopped")
                    .atMost(LIMIT)
                    .until(() -> nifi.processors().read(sink).state(), "STOPPED"::equals);
        }
    }

    private static void awaitCheckpointed(final Run run) {
        await("checkpoints of all that was put").atMost(LIMIT).until(() -> run.checkpoints()
                .entrySet()
                .containsAll(run.lastProduced().entrySet()));
    }

    /** @param name of a NiFi of its own that does not run */
    static void loseTheDisk(final String name) throws IOException {
        final Path folder = Shardflow.stack().workspace().folder().resolve(name);
        for (final String repository : List.of("flowfile_repository", "content_repository", "state")) {
            assertThat(folder.resolve(repository)).exists();
            try (Stream<Path> files = Files.walk(folder.resolve(repository))) {
                for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void rewindByTheLedger(final Run run) {
        final StateProcessor state = StateProcessor.upload(nifi);
        final Map<String, String> rewind = Map.of("Action", "REWIND", "Rewind To", "LEDGER");
        final Map<String, String> before = run.checkpoints();
        state.run(rewind);
        assertThat(run.checkpoints()).as("a dry run changes nothing").isEqualTo(before);
        final Map<String, String> change = new HashMap<>(rewind);
        change.put("Dry Run", "false");
        state.run(change);
        assertThat(run.checkpoints()).isNotEqualTo(before);
    }
}
