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
package io.shardflow.nifi.snowflake.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SqlLiteralTest {

    @Property
    void aStringConstantEndsWhereItShould(@ForAll final String value) {
        final String literal = SqlLiteral.of(value);
        final StringBuilder read = new StringBuilder();
        int i = 1;
        while (i < literal.length() - 1) {
            final char c = literal.charAt(i);
            if (c == '\\' || c == '\'') {
                assertThat(literal.charAt(i + 1)).isEqualTo(c);
                i++;
            }
            read.append(c);
            i++;
        }
        assertThat(i).isEqualTo(literal.length() - 1);
        assertThat(read).hasToString(value);
    }
}
