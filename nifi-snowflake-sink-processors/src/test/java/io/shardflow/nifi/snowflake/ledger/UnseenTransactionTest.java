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

import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.LoadOutcome.StopReason;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where CURRENT_TRANSACTION() in the WHERE of an UPDATE is not what a SELECT of it says, none of our UPDATEs finds its rows. */
class UnseenTransactionTest {

    @ParameterizedTest
    @EnumSource
    void nothingIsLoadedAndNobodyElseIsBlamed(final DeliveryGuarantee guarantee, @TempDir final Path folder)
            throws Exception {
        try (SqlWarehouse warehouse = new SqlWarehouse(folder)) {
            warehouse.control("{\"quirks\":[\"UPDATES_SEE_NO_TRANSACTION\"]}");
            final SqlStory story = new SqlStory(warehouse, "UNSEEN", Optional.empty());
            assertThat(story.load(story.writer(guarantee), "7"))
                    .isInstanceOfSatisfying(LoadOutcome.Stopped.class, stopped -> {
                        assertThat(stopped.reason()).isEqualTo(StopReason.PERMANENT);
                        assertThat(stopped.message()).contains("CURRENT_TRANSACTION()", "./probe snowflake");
                    });
            assertThat(story.rows()).isEmpty();
        }
    }
}
