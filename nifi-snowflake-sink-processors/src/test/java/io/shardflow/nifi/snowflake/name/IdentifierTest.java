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
package io.shardflow.nifi.snowflake.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class IdentifierTest {

    @Test
    void plainNamesAreUpperCasedAndQuotedNamesAreExact() {
        assertThat(Identifier.parse(" my_Table$1 ").name()).isEqualTo("MY_TABLE$1");
        assertThat(Identifier.parse("\"my Table\"").name()).isEqualTo("my Table");
        assertThat(Identifier.parse("\"a\"\"b\"").name()).isEqualTo("a\"b");
    }

    @Test
    void refusesWhatSqlWouldNotTakeAsOneName() {
        for (final String text :
                new String[] {"", " ", "a.b", "1a", "my-table", "a b", "\"", "\"\"", "\"a\"b\"", "a;DROP TABLE x", "ä"
                }) {
            assertThatThrownBy(() -> Identifier.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property
    void everyNameSurvivesQuoting(@ForAll @StringLength(min = 1, max = 255) final String name) {
        if (name.indexOf('\0') < 0 && !name.isBlank()) {
            assertThat(Identifier.parse(new Identifier(name).sql()).name()).isEqualTo(name);
        }
    }

    @Test
    void whatPeopleSeeOfANameIsOneLine() {
        final Identifier name = new Identifier("a\nERROR b\u001b\u0085\u2028\ud83d");
        assertThat(name).hasToString("\"a?ERROR b????\"");
        assertThat(name.sql()).isEqualTo('"' + name.name() + '"');
        assertThat(new QualifiedName(name, name, name).toString()).doesNotContain("\n");
    }
}
