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

import io.shardflow.nifi.snowflake.load.LoadOutcome;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy into a temporary table that failed in a way that passes is repeated in the same session. */
class RepeatedCopyTest {

    @Test
    void theTemporaryTableOfACopyThatFailedStandsInNobodysWay(@TempDir final Path folder) throws Exception {
        try (SqlWarehouse warehouse = new SqlWarehouse(folder)) {
            final SqlStory story = new SqlStory(warehouse, "REPEATED", Optional.empty());
            final LedgerLoader writer = story.writer();
            final AtomicInteger times = new AtomicInteger(1);
            story.through((sql, execution) -> {
                if (sql.startsWith("COPY INTO") && times.getAndDecrement() > 0) {
                    throw new SQLException("throttled", "57014", 604);
                }
                return execution.run(sql);
            });
            assertThat(story.load(writer, "7")).isInstanceOf(LoadOutcome.Loaded.class);
            assertThat(story.rows()).containsExactly("7.0");
        }
    }
}
