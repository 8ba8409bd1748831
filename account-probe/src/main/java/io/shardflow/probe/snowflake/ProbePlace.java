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
package io.shardflow.probe.snowflake;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.shardflow.nifi.snowflake.connection.DriverDataSource;
import io.shardflow.nifi.snowflake.content.RecordFile;
import io.shardflow.nifi.snowflake.jdbc.Failures;
import io.shardflow.nifi.snowflake.jdbc.MetadataColumns;
import io.shardflow.nifi.snowflake.jdbc.OneMetadataColumn;
import io.shardflow.nifi.snowflake.jdbc.PoolFacts;
import io.shardflow.nifi.snowflake.jdbc.SessionFacts;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.ledger.RunNames;
import io.shardflow.nifi.snowflake.load.Records;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Where the checks work: a schema, in it tables whose names begin with {@link #PREFIX} or are told before, and files in a
 * temporary folder. All of that is gone when it is closed. Any thread.
 */
final class ProbePlace implements AutoCloseable {

    static final String PREFIX = "SHARDFLOW_PROBE_";

    private final RecordedSessions sessions;
    private final SessionFacts facts;
    private final boolean patient;
    private final String run = PREFIX + AttemptId.randomDigits().substring(0, 8) + '_';
    private final RunNames names = new RunNames(AttemptId.randomDigits());
    private final Set<String> tables = new ConcurrentSkipListSet<>();
    private final AtomicInteger files = new AtomicInteger();
    private final Path folder;
    private boolean closed;

    /**
     * Logs in.
     *
     * @param patient whether there is time to wait until Snowflake ends a transaction whose client is gone
     * @throws WarehouseException also if the session has no database, no schema, or no warehouse that runs
     */
    ProbePlace(final DriverDataSource logins, final boolean patient) throws WarehouseException, IOException {
        this.sessions = new RecordedSessions(logins::getConnection);
        final PoolFacts found = PoolFacts.of(sessions);
        this.facts = found.session();
        this.patient = patient;
        final List<String> missing = MissingPlace.of(found, logins.wishes());
        if (!missing.isEmpty()) {
            throw new WarehouseException(WarehouseException.Kind.PERMANENT, String.join("; and ", missing));
        }
        this.folder = Files.createTempDirectory("shardflow-probe");
    }

    RecordedSessions sessions() {
        return sessions;
    }

    SessionFacts facts() {
        return facts;
    }

    boolean isPatient() {
        return patient;
    }

    /** What the names of this run begin with. */
    String run() {
        return run;
    }

    PlainSession session() throws SQLException {
        return new PlainSession(sessions.connect());
    }

    /** A name that no attempt has had. */
    AttemptId attempt() {
        return names.get();
    }

    /** Where a table of that name would be; dropped in the end, and guard and ledger beside it. */
    QualifiedName name(final String suffix) {
        final QualifiedName name = new QualifiedName(
                new Identifier(facts.database()), new Identifier(facts.schema()), new Identifier(run + suffix));
        for (final String part : List.of("", "_SHARDFLOW_GUARD", "_SHARDFLOW_LEDGER")) {
            willMake(name.sibling(run + suffix + part));
        }
        return name;
    }

    /** A table that is about to be made, of whatever name; dropped in the end. */
    void willMake(final QualifiedName table) {
        tables.add(table.sql());
    }

    /** A new table as the connector makes one: a column for the metadata, ID and NAME. */
    ProbeTable table(final String suffix) throws WarehouseException {
        return table(suffix, new OneMetadataColumn(new Identifier("KINESISMETADATA")));
    }

    ProbeTable table(final String suffix, final MetadataColumns metadata) throws WarehouseException {
        return ProbeTable.make(this, name(suffix), metadata);
    }

    /** The lines in a file, compressed as the connector does it. */
    Records file(final String lines) throws IOException {
        final Path path = folder.resolve("probe-" + files.incrementAndGet() + ".json.zst");
        try (OutputStream out = new ZstdOutputStreamNoFinalizer(Files.newOutputStream(path))) {
            out.write(lines.getBytes(StandardCharsets.UTF_8));
        }
        return new StagedRecords(path);
    }

    /** A file for a check that uploads one by itself. */
    Path upload() throws IOException {
        return Files.writeString(folder.resolve("upload.json"), "{}\n");
    }

    private record StagedRecords(Path path) implements RecordFile {}

    /** Ends all sessions and drops what was made, in a session of its own. What could not be dropped is returned. */
    synchronized List<String> clean() {
        if (closed) {
            return List.of();
        }
        closed = true;
        sessions.end();
        names.close();
        final Deque<String> left = new ArrayDeque<>(tables);
        final List<String> refused = new ArrayList<>();
        try (PlainSession session = new PlainSession(sessions.last())) {
            while (!left.isEmpty()) {
                try {
                    session.run("DROP TABLE IF EXISTS " + left.getFirst());
                } catch (final SQLException e) {
                    if (Failures.losesSession(e)) {
                        // For each of the others it would wait for its time-outs again.
                        break;
                    }
                    refused.add(left.getFirst());
                }
                left.removeFirst();
            }
        } catch (final SQLException e) {
            // There is no session, or there was none any more to be closed.
        }
        deleteFiles();
        refused.addAll(left);
        return refused;
    }

    private void deleteFiles() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (final IOException e) {
            // A temporary folder, which the system empties.
        }
    }

    @Override
    public void close() {
        clean();
    }
}
