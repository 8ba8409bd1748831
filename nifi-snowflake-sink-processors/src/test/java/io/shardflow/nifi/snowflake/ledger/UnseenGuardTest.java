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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An open session sees what others have committed a moment ago late: for it, a guard table just made has no row. */
class UnseenGuardTest {

    @Test
    void aGuardThatAnotherNodeHasJustMadeIsWaitedForAndNotGivenUp(@TempDir final Path folder) throws Exception {
        try (SqlWarehouse warehouse = new SqlWarehouse(folder)) {
            warehouse.control("{\"staleForMillis\":60000}");
            final SqlStory story = new SqlStory(warehouse, "UNSEEN", Optional.empty());
            final AtomicInteger times = new AtomicInteger(1);
            story.through((sql, execution) -> {
                if (sql.startsWith("CREATE TRANSIENT TABLE") && times.getAndDecrement() > 0) {
                    startAnother(story);
                }
                return execution.run(sql);
            });
            assertThatExceptionOfType(WarehouseException.class)
                    .isThrownBy(story::writer)
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TRANSIENT));
            warehouse.control("{\"staleForMillis\":0}");
            assertThat(story.load(story.writer(), "7")).isInstanceOf(LoadOutcome.Loaded.class);
        }
    }

    private static void startAnother(final SqlStory story) {
        try {
            story.writer();
        } catch (final WarehouseException e) {
            throw new IllegalStateException(e);
        }
    }
}
