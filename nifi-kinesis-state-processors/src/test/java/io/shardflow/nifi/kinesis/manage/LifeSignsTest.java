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
package io.shardflow.nifi.kinesis.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.state.ManagedRow;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LifeSignsTest {

    private static final List<ManagedRow> QUIET =
            List.of(Rows.lease("shard-1", "worker-a", 7), Rows.worker("worker-a", 100), Rows.leader("worker-a", "v1"));

    @Test
    void aRenewedLeaseNamesItsWorker() {
        assertThat(LifeSigns.between(QUIET, with(0, Rows.lease("shard-1", "worker-a", 8))))
                .containsExactly("worker worker-a has the lease of shard-1");
    }

    @Test
    void aReportNamesItsWorker() {
        assertThat(LifeSigns.between(QUIET, with(1, Rows.worker("worker-a", 101))))
                .containsExactly("worker worker-a reported");
    }

    @Test
    void aLeadersHeartbeatNamesIt() {
        assertThat(LifeSigns.between(QUIET, with(2, Rows.leader("worker-a", "v2"))))
                .containsExactly("worker worker-a leads");
    }

    @Test
    void aRowThatCameOrWentIsASign() {
        assertThat(LifeSigns.between(QUIET.subList(0, 1), QUIET))
                .containsExactly("worker worker-a leads", "worker worker-a reported");
        assertThat(LifeSigns.between(QUIET, QUIET.subList(0, 2))).containsExactly("the row Leader was removed");
    }

    @Property
    void onlyWhatChangedIsASign(
            @ForAll("tables") final List<ManagedRow> before, @ForAll("tables") final List<ManagedRow> after) {
        assertThat(LifeSigns.between(before, before)).isEmpty();
        assertThat(LifeSigns.between(before, after).isEmpty())
                .isEqualTo(before.size() == after.size() && before.containsAll(after));
    }

    @Provide
    Arbitrary<List<ManagedRow>> tables() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 2))
                .as((shard, counter) -> Rows.lease("shard-" + shard, counter == 0 ? null : "w", counter))
                .list()
                .ofMaxSize(3)
                .uniqueElements(ManagedRow::key);
    }

    private static List<ManagedRow> with(final int index, final ManagedRow row) {
        final List<ManagedRow> rows = new ArrayList<>(QUIET);
        rows.set(index, row);
        return rows;
    }
}
