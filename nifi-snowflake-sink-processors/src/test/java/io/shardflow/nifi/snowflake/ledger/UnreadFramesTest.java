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
package io.shardflow.nifi.snowflake.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.content.RecordFile;
import io.shardflow.nifi.snowflake.jdbc.JdbcWarehouseSessions;
import io.shardflow.nifi.snowflake.load.Batch;
import io.shardflow.nifi.snowflake.load.Delivery;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.TableLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A warehouse that reads of a file of several compressed contents the first only: nobody has documented that it reads on. */
class UnreadFramesTest {

    private static final StreamShard SHARD = new StreamShard("orders", "shardId-000000000001");
    private static final LoadTimes TIMES =
            new LoadTimes(Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMillis(1));
    private static final Pattern ONE_FILE = Pattern.compile("PUT 'file://([^'*]+)'.*", Pattern.DOTALL);

    private static final Pattern ANY_FILES = Pattern.compile("PUT 'file://.*", Pattern.DOTALL);
    private static final Pattern NAMES = Pattern.compile(" FILES=\\(([^)]*)\\)");

    private final List<Batch> uploaded = new ArrayList<>();
    private SqlWarehouse warehouse;
    private int joined;
    private int uploads;
    private int mostNames;

    @BeforeEach
    void start(@TempDir final Path folder) {
        warehouse = new SqlWarehouse(folder);
    }

    @AfterEach
    void stop() {
        warehouse.close();
    }

    private LedgerLoader loader(final SqlConnections connections, final DeliveryGuarantee guarantee) throws Exception {
        final JdbcWarehouseSessions sessions = SqlWarehouse.sessions(connections, "UNREAD");
        final LedgerLoader loader =
                new LedgerLoader("1", sessions, guarantee, false, TIMES, () -> AttemptId.random("SF"));
        loader.start();
        connections.through(this::cut);
        return loader;
    }

    private Batch batch(final int... numbers) {
        final List<Delivery<List<ModelRecord>>> deliveries = new ArrayList<>();
        for (final int number : numbers) {
            deliveries.add(warehouse.delivery(
                    List.of(new ModelRecord(SHARD, new Position("49" + number, 0))), Optional.empty()));
        }
        uploaded.add(Batch.of(deliveries));
        return uploaded.getLast();
    }

    /** Leaves of a joined file what the first of its files brought. */
    private Object cut(final String sql, final SqlConnections.Execution execution) throws SQLException {
        if (ANY_FILES.matcher(sql).matches()) {
            uploads++;
        }
        final Matcher names = NAMES.matcher(sql);
        if (names.find()) {
            mostNames = Math.max(mostNames, names.group(1).split(",").length);
        }
        final Matcher put = ONE_FILE.matcher(sql);
        if (put.matches()) {
            joined++;
            try (FileChannel file = FileChannel.open(Path.of(put.group(1)), StandardOpenOption.WRITE)) {
                file.truncate(
                        Files.size(((RecordFile) uploaded.getLast().records().getFirst()).path()));
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return execution.run(sql);
    }

    @ParameterizedTest
    @EnumSource
    void filesGoUpApartOnceRecordsWereMissing(final DeliveryGuarantee guarantee) throws Exception {
        final LedgerLoader loader = loader(new SqlConnections(warehouse.source()), guarantee);

        assertThat(loader.load(batch(1, 2, 3))).isInstanceOf(LoadOutcome.Loaded.class);
        assertThat(loader.load(batch(4, 5))).isInstanceOf(LoadOutcome.Loaded.class);
        assertThat(joined).isEqualTo(1);
        assertThat(warehouse.query("SELECT KINESISMETADATA:sequenceNumber::VARCHAR FROM UNREAD ORDER BY 1"))
                .containsExactly("491", "492", "493", "494", "495");
    }

    @ParameterizedTest
    @EnumSource
    void ofFilesThatStayApartNoMoreGoUpThanACopyMayName(final DeliveryGuarantee guarantee) throws Exception {
        final LedgerLoader loader = loader(new SqlConnections(warehouse.source()), guarantee);
        assertThat(loader.load(batch(1, 2))).isInstanceOf(LoadOutcome.Loaded.class);
        uploads = 0;

        assertThat(loader.load(batch(IntStream.rangeClosed(1000, 2000).toArray())))
                .as("for the caller to divide")
                .isInstanceOfSatisfying(LoadOutcome.Rejected.class, rejected -> assertThat(rejected.certain())
                        .isFalse());
        assertThat(uploads)
                .as("nothing is tried of which it is known that it fails")
                .isZero();
        assertThat(loader.load(batch(IntStream.range(1000, 2000).toArray()))).isInstanceOf(LoadOutcome.Loaded.class);
        assertThat(mostNames).isEqualTo(1000);
        assertThat(warehouse.query("SELECT COUNT(*) FROM UNREAD")).containsExactly("1002");
    }

    @Test
    void manyFilesAreLoadedInPartsFromTheFirstOn() throws Exception {
        final LedgerLoader loader = loader(new SqlConnections(warehouse.source()), DeliveryGuarantee.EXACTLY_ONCE);
        assertThat(loader.load(batch(IntStream.rangeClosed(1000, 2000).toArray())))
                .isInstanceOfSatisfying(LoadOutcome.Rejected.class, rejected -> assertThat(rejected.certain())
                        .isFalse());
        assertThat(loader.load(batch(1000, 1001))).isInstanceOf(LoadOutcome.Loaded.class);
        assertThat(warehouse.query("SELECT COUNT(*) FROM UNREAD")).containsExactly("2");
    }

    /** As when the transaction before it has found that out. */
    @ParameterizedTest
    @EnumSource
    void filesThatWereJoinedAheadAreNotLoadedOnceRecordsWereMissing(final DeliveryGuarantee guarantee)
            throws Exception {
        final LedgerLoader loader = loader(new SqlConnections(warehouse.source()), guarantee);
        final Batch next = batch(4, 5);
        try (TableLoader.Uploaded ahead = loader.upload(next.records())) {
            assertThat(loader.load(batch(1, 2, 3))).isInstanceOf(LoadOutcome.Loaded.class);

            assertThat(ahead.load(next))
                    .isInstanceOfSatisfying(LoadOutcome.Loaded.class, loaded -> assertThat(loaded.attempts())
                            .isEqualTo(1));
        }
        assertThat(joined).isEqualTo(2);
        assertThat(warehouse.query("SELECT COUNT(*) FROM UNREAD")).containsExactly("5");
    }

    @Test
    void theLoaderThatComesAfterAnErrorKnowsIt() throws Exception {
        final SqlConnections connections = new SqlConnections(warehouse.source());
        final LedgerLoader loader = loader(connections, DeliveryGuarantee.EXACTLY_ONCE);
        assertThat(loader.load(batch(1, 2))).isInstanceOf(LoadOutcome.Loaded.class);

        final LedgerLoader successor = loader.closed().successor(SqlWarehouse.sessions(connections, "UNREAD"));
        successor.start();
        assertThat(successor.load(batch(3, 4))).isInstanceOf(LoadOutcome.Loaded.class);
        assertThat(joined).isEqualTo(1);
    }
}
