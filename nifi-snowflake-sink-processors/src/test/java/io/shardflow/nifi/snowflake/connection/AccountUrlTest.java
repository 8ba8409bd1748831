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
package io.shardflow.nifi.snowflake.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountUrlTest {

    @Test
    void takesWhatUsersHaveAtHand() {
        for (final String text : new String[] {
            "https://org-acct.snowflakecomputing.com",
            "https://org-acct.snowflakecomputing.com/",
            " org-acct.snowflakecomputing.com ",
            "org-acct.snowflakecomputing.com/",
            "org-acct"
        }) {
            assertThat(AccountUrl.parse(text).jdbcUrl())
                    .as(text)
                    .isEqualTo("jdbc:snowflake://org-acct.snowflakecomputing.com/");
        }
        assertThat(AccountUrl.parse("xy12345.eu-central-1").jdbcUrl())
                .isEqualTo("jdbc:snowflake://xy12345.eu-central-1.snowflakecomputing.com/");
        assertThat(AccountUrl.parse("https://proxy.example.org:8443").jdbcUrl())
                .isEqualTo("jdbc:snowflake://proxy.example.org:8443/");
    }

    @Test
    void plainHttpIsForThisMachineOnly() {
        assertThat(AccountUrl.parse("http://127.0.0.1:8090").jdbcUrl())
                .isEqualTo("jdbc:snowflake://http://127.0.0.1:8090/");
        assertThatThrownBy(() -> AccountUrl.parse("http://org-acct.snowflakecomputing.com"))
                .hasMessageContaining("in the clear");
    }

    @Test
    void takesTheAccountFromTheQueryWhereTheHostDoesNotTellIt() {
        final AccountUrl url = AccountUrl.parse("http://127.0.0.1:8090/?account=LOCAL");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:snowflake://http://127.0.0.1:8090/");
        assertThat(url.account()).isEqualTo("LOCAL");
    }

    @Test
    void takesWhatAContainerOfSnowflakeIsTold() {
        final AccountUrl url = AccountUrl.ofEnvironment(
                Map.of("SNOWFLAKE_HOST", "acme.prod.snowflakecomputing.com", "SNOWFLAKE_ACCOUNT", "ACME"));
        assertThat(url).isEqualTo(new AccountUrl("acme.prod.snowflakecomputing.com", "ACME", true));
        assertThatThrownBy(() -> AccountUrl.ofEnvironment(Map.of("SNOWFLAKE_HOST", "a b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatIsNoAccount() {
        for (final String text : new String[] {
            "",
            "https://",
            "ftp://a",
            "https://a.snowflakecomputing.com/console",
            "https://user@a.example",
            "a b",
            "a?b=c",
            "https://a.example/?account=",
            "https://a.example/?account=a&role=b"
        }) {
            assertThatThrownBy(() -> AccountUrl.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
