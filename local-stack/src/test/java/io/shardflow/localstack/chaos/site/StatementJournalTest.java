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
package io.shardflow.localstack.chaos.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.chaos.plan.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatementJournalTest {

    @TempDir
    private Path folder;

    @Test
    void aRowIsTracedToItsStatementAndTransactionWhateverSnowflakesClockSays() throws IOException {
        final Path file = folder.resolve("statements.log");
        try (StatementJournal journal = new StatementJournal(file)) {
            final Duration ahead = Duration.ofHours(1);
            journal.note(0, "first", Optional.of(Moment.BEGIN), "BEGIN NAME A1");
            journal.note(0, "first", Optional.of(Moment.COPY), "COPY INTO T FROM 1");
            final Instant first = Instant.now();
            journal.ended("first");
            journal.clockAhead(ahead);
            journal.note(1, "second", Optional.of(Moment.BEGIN), "BEGIN NAME A2");
            journal.note(1, "second", Optional.of(Moment.COPY), "COPY INTO T FROM 2");
            journal.note(1, "second", Optional.of(Moment.COMMIT), "COMMIT");
            assertThat(journal.of(first))
                    .singleElement()
                    .asString()
                    .startsWith("node 1, transaction A1")
                    .endsWith("COPY INTO T FROM 1");
            assertThat(journal.of(Instant.now().plus(ahead)))
                    .singleElement()
                    .asString()
                    .startsWith("node 2, transaction A2")
                    .endsWith("COPY INTO T FROM 2");
        }
        assertThat(Files.readAllLines(file)).hasSize(5).last().asString().endsWith("node 2 commit: COMMIT");
    }

    @Test
    void aRowIsNotTracedToAStatementThatHadEndedOrHadNotBegunWhenItLanded() throws IOException {
        try (StatementJournal journal = new StatementJournal(folder.resolve("statements.log"))) {
            final Instant before = Instant.now();
            journal.note(0, "first", Optional.of(Moment.BEGIN), "BEGIN NAME A1");
            journal.note(0, "first", Optional.of(Moment.COPY), "COPY INTO T FROM 1");
            final Instant meanwhile = Instant.now();
            journal.ended("first");
            assertThat(journal.of(before.minusMillis(1))).isEmpty();
            assertThat(journal.of(meanwhile)).singleElement().asString().endsWith("COPY INTO T FROM 1");
            assertThat(journal.of(Instant.now().plusMillis(1))).isEmpty();
        }
    }

    @Test
    void aStatementMayBringRowsAsLongAsItIsNotAnsweredSinceSnowflakeMayStandStill() throws IOException {
        try (StatementJournal journal = new StatementJournal(folder.resolve("statements.log"))) {
            journal.note(0, "first", Optional.of(Moment.BEGIN), "BEGIN NAME A1");
            journal.note(0, "first", Optional.of(Moment.INSERT), "INSERT INTO T SELECT 1");
            assertThat(journal.of(Instant.now().plusSeconds(90)))
                    .singleElement()
                    .asString()
                    .contains("transaction A1");
        }
    }
}
