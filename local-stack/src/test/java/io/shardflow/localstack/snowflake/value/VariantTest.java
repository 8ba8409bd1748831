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
package io.shardflow.localstack.snowflake.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What a VARIANT keeps of a JSON text, and what a cast to VARCHAR makes of that. */
class VariantTest {

    @Property
    void aTextComesBackWhateverItsCharacters(@ForAll final String text) {
        assertThat(Variant.text(Variant.ofText(text))).isEqualTo(text);
    }

    @Property
    void aTextWithCharactersToEscapeComesBack(@ForAll final String before, @ForAll final String after) {
        final String text = before + "\\ \" \n \u0001" + after;

        assertThat(Variant.text(Variant.ofText(text))).isEqualTo(text);
    }

    @Property
    void aWholeNumberOfUpTo38DigitsStaysAsItIs(@ForAll final BigInteger number) throws IOException {
        assertThat(kept(number.toString())).isEqualTo(number.toString());
    }

    @Example
    void aNumberIsWrittenInOneWay() throws IOException {
        assertThat(kept("-0")).isEqualTo("0");
        assertThat(kept("1.500")).isEqualTo("1.5");
        assertThat(kept("9".repeat(38))).isEqualTo("9".repeat(38));
        assertThat(kept("1" + "0".repeat(38))).isEqualTo("1.000000000000000e+38");
    }

    @Example
    void onlyJsonNullIsNoText() throws IOException {
        assertThat(Variant.text(Variant.parse("null"))).isNull();
        assertThat(Variant.text(Variant.parse("\"null\""))).isEqualTo("null");
        assertThat(Variant.text(Variant.parse("true"))).isEqualTo("true");
        assertThat(Variant.text(Variant.parse("{\"b\": [1, null], \"a\": \"\\\"\"}")))
                .isEqualTo("{\"a\":\"\\\"\",\"b\":[1,null]}");
    }

    private static String kept(final String json) throws IOException {
        return new String(Variant.parse(json), StandardCharsets.UTF_8);
    }
}
