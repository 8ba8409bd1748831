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
package io.shardflow.nifi.kinesis.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shardflow.nifi.kinesis.metadata.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CommittedPrefixTest {

    /** Commits in any order: the prefix is always that of the longest run from the start. */
    @Property
    void endsBeforeTheFirstEmissionThatHasNotCommitted(@ForAll @Size(min = 1, max = 12) final List<Integer> picks) {
        final CommittedPrefix prefix = new CommittedPrefix();
        final List<CommittedPrefix.Mark> marks = new ArrayList<>();
        for (int n = 0; n < picks.size(); n++) {
            marks.add(emitted(prefix, n));
        }
        final boolean[] committed = new boolean[picks.size()];
        for (final int pick : picks) {
            final int n = Math.floorMod(pick, picks.size());
            if (!committed[n]) {
                committed[n] = true;
                prefix.committed(marks.get(n));
            }
            int run = 0;
            while (run < committed.length && committed[run]) {
                run++;
            }
            assertEquals(run == 0 ? null : position(run - 1), prefix.position());
            assertEquals(run < committed.length, prefix.isOutstanding());
            assertEquals(run < committed.length ? OptionalLong.of(run) : OptionalLong.empty(), prefix.oldestArrival());
        }
    }

    @Test
    void onlyTheNewestEmissionCanBeTakenBack() {
        final CommittedPrefix prefix = new CommittedPrefix();
        final CommittedPrefix.Mark first = emitted(prefix, 1);
        final CommittedPrefix.Mark second = emitted(prefix, 2);
        assertFalse(prefix.isNewest(first));
        assertThrows(IllegalArgumentException.class, () -> prefix.withdraw(first));
        prefix.withdraw(second);
        prefix.withdraw(first);
        assertNull(prefix.position());
        assertFalse(prefix.isOutstanding());
    }

    private static CommittedPrefix.Mark emitted(final CommittedPrefix prefix, final int n) {
        final CommittedPrefix.Mark mark = new CommittedPrefix.Mark(position(n), n);
        prefix.emitted(mark);
        return mark;
    }

    private static Position position(final int n) {
        return new Position(Integer.toString(n), 0);
    }
}
