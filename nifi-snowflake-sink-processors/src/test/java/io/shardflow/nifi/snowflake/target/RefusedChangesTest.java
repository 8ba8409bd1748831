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
package io.shardflow.nifi.snowflake.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.name.Identifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedChangesTest {

    @Test
    void ofVeryManyTheFirstAreForgotten() {
        final RefusedChanges refused = new RefusedChanges(() -> 0);
        final Identifier again = new Identifier("AGAIN");
        refused.add(List.of(again, new Identifier("FIRST")));
        refused.add(List.of(again));
        for (int i = 0; i < RefusedChanges.MOST - 1; i++) {
            refused.add(List.of(new Identifier("C" + i)));
        }
        assertThat(refused.columns())
                .hasSize(RefusedChanges.MOST)
                .contains(again)
                .doesNotContain(new Identifier("FIRST"));
    }
}
