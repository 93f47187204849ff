package flags

import (
	"encoding/json"
	"reflect"
	"testing"
)

func TestConfigJSON(t *testing.T) {
	for want, config := range map[string]Config{
		`{"version":"v1.2.3","origins":["http://localhost:8000","http://localhost:8001"]}`: {
			Version: "v1.2.3", Origins: []string{"http://localhost:8000", "http://localhost:8001"},
		},
		`{"version":"v1","origins":[""],"static":true,"remote":"https://example.org/flags"}`: {
			Version: "v1", Origins: []string{""}, Static: true, Remote: "https://example.org/flags",
		},
	} {
		data, err := json.Marshal(config)
		if err != nil || string(data) != want {
			t.Errorf("%v is written as %s, %v; want %s", config, data, err, want)
		}
		var read Config
		if err := json.Unmarshal(data, &read); err != nil || !reflect.DeepEqual(read, config) {
			t.Errorf("%s reads %v, %v", data, read, err)
		}
	}
}
